#pragma once

// For the files of the library only: the borders of polygons as lines between nodes.

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Vertices are numbered by their coordinates, so that nothing depends on the order of features.
struct BorderLines {
    std::vector<Point> vertices;                   ///< ascending, distinct
    std::vector<std::vector<std::int32_t>> lines;  ///< vertex numbers; the ends are nodes, or equal (a ring)

    [[nodiscard]] std::int32_t number_of(const Point& p) const;
};

/// Lines along which the features on both sides stay the same. A vertex is a node, the end of lines, where it has not
/// exactly two neighbours or where the features at its two segments differ; a ring without nodes starts at its
/// smallest vertex. Each segment is in one line, however many rings have it.
[[nodiscard]] BorderLines border_lines(std::span<MultiPolygon* const> features);

}  // namespace grid
