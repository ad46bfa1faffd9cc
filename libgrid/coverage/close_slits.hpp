#pragma once

#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

/// A *slit* is a narrow wedge of outside between two stretches of one ring, which goes from its mouth to its tip. It is
/// closed by cutting the stretch between the two sides of the mouth out of the ring: the ground becomes that of the
/// feature, and the vertices along the slit are lost.
struct ClosedSlits {
    MultiPolygon geometry;
    std::vector<Point> at;  ///< in the mouth of each, as they were closed; empty: nothing was done
};

/// Closes all slits of a feature that are nowhere wider than `width_m` and more than that deep. `loose`: the segments
/// of the feature that no other has; where another feature has one along a slit, its ground is not outside. Where the
/// mouth has a vertex on one side only, the other side gets one opposite to it. What would make the feature invalid is
/// left as it is. The widest slits are closed first; the result does not depend on where a ring begins.
[[nodiscard]] ClosedSlits close_slits(const MultiPolygon& feature, std::span<const LooseSegment> loose, double width_m,
                                      const GroundScale& scale);

}  // namespace grid
