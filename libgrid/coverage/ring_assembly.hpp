#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/ring_area.hpp"

namespace grid {

using DirectedSegment = std::pair<Point, Point>;

enum class Side : std::uint8_t { outside, border, inside };

/// Where a point lies with respect to a closed ring (even-odd rule). Exact.
[[nodiscard]] Side locate_in_ring(const Point& point, const Ring& ring);
[[nodiscard]] Side locate_in_polygon(const Point& point, const Polygon& polygon);

/// Simple rings with the interior to the left of the segments, which together are closed walks that do not cross. A
/// walk that touches itself is taken apart there. Each ring starts at its smallest point; the rings ascend. Opposite
/// equal segments must have been removed (see cancel_opposites). Nothing if the walks do not close.
[[nodiscard]] std::optional<std::vector<Ring>> split_rings(std::vector<DirectedSegment> segments);

/// Polygons of simple rings: those that run counter-clockwise are shells, the others holes of the smallest shell that
/// they lie in. Rings without area are left out. Nothing if a hole lies in no shell.
[[nodiscard]] std::optional<MultiPolygon> nest_rings(std::vector<Ring> rings);

/// Both in one: the polygons whose interior lies to the left of the segments, valid in the OGC sense. Empty where one
/// of them yields nothing.
[[nodiscard]] MultiPolygon assemble_polygons(std::vector<DirectedSegment> segments);

/// Removes segments that are there in both directions, one for one, and those of no length; sorts the others.
void cancel_opposites(std::vector<DirectedSegment>& segments);

/// Adds the segments of a ring, with its interior (`is_hole`: its exterior) to the left.
void add_segments(const Ring& ring, bool is_hole, std::vector<DirectedSegment>& segments);

}  // namespace grid
