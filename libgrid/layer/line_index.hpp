#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/mesh/segment_grid.hpp"
#include "libgrid/work/ways.hpp"

namespace grid {

/// Finds straight pieces of lines by a box, in any coordinates.
class LineIndex {
public:
    explicit LineIndex(std::vector<Way> lines);

    /// The lines whose boxes meet `box`, by their places in the list, ascending.
    [[nodiscard]] std::vector<std::int32_t> find(const Box& box) const;

private:
    /// Where the index has a place: near enough, for the index only narrows the choice.
    [[nodiscard]] LatticePoint to_index(const Point& p) const;
    [[nodiscard]] std::vector<Segment> to_index(std::span<const Way> lines) const;

    std::vector<Way> m_lines;
    Box m_box;
    double m_step = 1;  ///< of the index, in the units of the lines
    SegmentGrid m_grid;
};

}  // namespace grid
