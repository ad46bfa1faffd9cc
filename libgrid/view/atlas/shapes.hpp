#pragma once

// For the files of this stage only: shapes made ready for a page, in points.

#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/view/atlas/page.hpp"

namespace grid {

/// What paper can show: no line is drawn more exactly than this, in points (0.1 mm).
inline constexpr double paper_tolerance = 0.1 * points_per_mm;

/// The part of a segment within the box, as shares of the way from `a` to `b`; false if there is none.
[[nodiscard]] bool clip_segment(const Point& a, const Point& b, const Rect& box, double& from, double& to);

/// The part of a ring within the box, with edges along the box where it was cut; empty if there is none.
/// Method: Sutherland and Hodgman, "Reentrant polygon clipping", 1974.
[[nodiscard]] Ring clip_ring(const Ring& ring, const Rect& box);
[[nodiscard]] MultiPolygon clip_polygons(const MultiPolygon& polygons, const Rect& box);

/// The parts of a line within the box.
[[nodiscard]] MultiLineString clip_line(const LineString& line, const Rect& box);

/// Without the vertices that paper does not show (Douglas and Peucker, 1973).
[[nodiscard]] LineString simplify_line(const LineString& line);

/// Leaves out the vertices of all polygons that paper does not show; common borders stay common.
void simplify_for_paper(const std::vector<MultiPolygon*>& polygons);

}  // namespace grid
