#pragma once

#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// All vertices of polygons, ascending, each once.
[[nodiscard]] std::vector<Point> vertices_of(const MultiPolygon& polygons);

}  // namespace grid
