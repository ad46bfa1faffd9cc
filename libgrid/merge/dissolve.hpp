#pragma once

#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// The ground of several polygons of a coverage as one: their segments, but for those that two of them have in opposite
/// directions. No point is moved and none is left out of the outline. It is proven: the outline has just the
/// segments that are left, and is valid in the OGC sense. Nothing if that cannot be, as where they overlap.
[[nodiscard]] MultiPolygon dissolve(std::span<const MultiPolygon* const> parts);

/// How far a vertex may be off the straight line between its neighbours to be one that no border needs, in metres: what
/// rounding moves it by.
inline constexpr double straight_tolerance_m = 1e-7;

/// Leaves out of dissolved polygons the vertices that were there for the sake of a border that is no more: all but
/// those of `kept` (ascending) that lie on the straight line between their neighbours and at which no third polygon
/// meets. They are the same on both sides of a border. Returns the vertices that are not among `kept` and had to stay,
/// ascending.
std::vector<Point> drop_needless_vertices(std::span<MultiPolygon> dissolved, std::span<const Point> kept,
                                          const GroundScale& scale);

}  // namespace grid
