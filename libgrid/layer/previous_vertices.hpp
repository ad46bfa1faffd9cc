#pragma once

#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/layer/previous.hpp"

namespace grid {

/// Puts points, ascending, into the polygons of previous grids wherever these pass straight through them, to within a
/// ten millionth of the length of the segment. A unit that was given a vertex of its neighbour's so still has the
/// outline of its previous grids. Part of read_ground().
void take_in_vertices(const std::vector<Point>& points, PreviousGrids& previous);

}  // namespace grid
