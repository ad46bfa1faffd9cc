#pragma once

#include <span>
#include <vector>

#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

/// The stretches of the outlines of units along which no other unit has the same segment: their outer outline, and what
/// is wrong with the units themselves, as slits and borders that do not match. What features lack across such a line is
/// no fault of theirs.
class OpenOutlines {
public:
    /// Runs on the threads of the calling arena.
    OpenOutlines(std::span<const MultiPolygon> units, const GroundScale& scale, double tolerance_m);

    /// Whether the segment lies on one of these segments, within the tolerance: a piece of it, between new vertices.
    [[nodiscard]] bool holds(const LooseSegment& segment) const;

private:
    std::vector<LooseSegment> m_lines;
    BoxIndex m_index;
    GroundScale m_scale;
    double m_tolerance_m;
};

}  // namespace grid
