#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

using DirectedSegment = std::pair<Point, Point>;

enum class Side : std::uint8_t { outside, border, inside };

/// Where a point lies with respect to a closed ring (even-odd rule). Exact.
[[nodiscard]] Side locate_in_ring(const Point& point, const Ring& ring);
[[nodiscard]] Side locate_in_polygon(const Point& point, const Polygon& polygon);

/// Twice the signed area of a closed ring, in squared units of the coordinates.
[[nodiscard]] double doubled_area(const Ring& ring);

/// The polygons whose interior lies to the left of the segments, which together are closed walks that do not cross.
/// Rings that touch themselves are taken apart there, so that the polygons are valid in the OGC sense; shells run
/// counter-clockwise, holes clockwise; each ring starts at its smallest point, and polygons and holes are in the order
/// of these. Opposite equal segments must have been removed. Empty if the walks do not close.
[[nodiscard]] MultiPolygon assemble_polygons(std::vector<DirectedSegment> segments);

}  // namespace grid
