#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// The cell that a point (output CRS) lies in; on an edge one of the cells beside it; no_cell outside the unit. Looks
/// at every edge.
[[nodiscard]] std::int32_t cell_at(const Mesh& mesh, const Point& point);

/// Which edges are meant: those between two cells, or those of the unit's outline.
enum class EdgesOf { inside, outline };

/// Edges that run through the inside of `polygons` (output CRS), by more than `reach_m` metres and farther than that
/// from their border; indices into Mesh::edges, ascending.
[[nodiscard]] std::vector<std::int32_t> edges_through(const Mesh& mesh, const MultiPolygon& polygons, double reach_m,
                                                      EdgesOf of = EdgesOf::inside);

/// Edges that cross a line, touch it or run along it.
[[nodiscard]] std::vector<std::int32_t> edges_across(const Mesh& mesh, const MultiLineString& lines,
                                                     EdgesOf of = EdgesOf::inside);

/// Edges between two cells that lie on a line, all of them, no farther than `reach_m` from it.
[[nodiscard]] std::vector<std::int32_t> edges_along(const Mesh& mesh, const MultiLineString& lines, double reach_m);

/// Whether a segment (output CRS) runs through the inside of `polygons`, as edges_through() has it.
[[nodiscard]] bool runs_through(const Point& a, const Point& b, const MultiPolygon& polygons, const MetricScale& scale,
                                double reach_m);

/// Points along lines, in the middle of pieces of `step_m` metres or less, but no more than 200 of a segment; with the
/// length that each stands for.
[[nodiscard]] std::vector<std::pair<Point, double>> points_along(const MultiLineString& lines, const MetricScale& scale,
                                                                 double step_m);

/// Whether the segment from `a` to `b` and a segment of `lines` have a point in common. Exact.
[[nodiscard]] bool crosses(const Point& a, const Point& b, const MultiLineString& lines);

}  // namespace grid
