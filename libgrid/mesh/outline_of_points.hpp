#pragma once

#include <span>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Ground around points of a plane in metres: all that is within `reach_m` (above 0) of one, or, with `is_hull`, of
/// their convex hull, and what that surrounds. The arcs are drawn with corners, up to 2 % nearer;
/// inlets narrower than two metres are closed. Of points closer
/// together than an eighth of the reach one may stand for the others, which lie inside all the same. Empty without
/// points.
[[nodiscard]] MultiPolygon outline_of_points(std::span<const Point> points, double reach_m, bool is_hull);

}  // namespace grid
