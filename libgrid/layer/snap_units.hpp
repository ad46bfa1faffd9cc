#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// A unit whose outline was mended, what was done, and where.
struct SnappedUnit {
    std::int32_t unit = -1;
    MultiPolygon outline;
    Message what;  ///< `3 vertices snapped, 1 slit closed`
    Point at;
};

/// Closes gaps and overlaps between outlines that are narrower than `width_m`, both sides alike, with
/// repair_coverage(), and then slits of one outline as narrow as that. By unit; the others stay as they are.
[[nodiscard]] std::vector<SnappedUnit> snap_units(std::span<const MultiPolygon> outlines, double width_m,
                                                  const GroundScale& scale, int threads);

}  // namespace grid
