#pragma once

#include <cstdint>
#include <span>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/projection.hpp"

namespace grid {

struct SimplifyCounts {
    std::int64_t vertices_before = 0;  ///< distinct ones
    std::int64_t vertices_after = 0;
};

/// Leaves out vertices of a coverage, so that no border moves farther than `tolerance_m` metres: every vertex that is
/// left out lies within that distance of the line that takes its place, and no vertex moves or is added. A border of
/// two features stays the same on both sides, because a vertex is left out everywhere or nowhere; vertices where three
/// borders meet stay. No line comes to cross or touch another one, nothing collapses, and a hole or an enclave stays
/// where it is. The result depends neither on the order of features and rings nor on where rings start.
/// Polygons that are no coverage (overlaps, borders that do not match) are taken as they are: each line for itself.
///
/// Method: vertices go in the order of the area of the triangle with their neighbours (Visvalingam and Whyatt, "Line
/// generalisation by repeated elimination of points", 1993), on lines between nodes; one goes only if no other vertex
/// lies in its triangle, which keeps the topology (as in the coverage simplifier of JTS and GEOS 3.12), and only if
/// the distance is kept (as Douglas and Peucker, 1973, measure it).
/// `projection` says how long a metre is; it takes the coordinates of the polygons to a plane. Throws GeometryError for
/// coordinates that cannot be projected.
SimplifyCounts simplify_coverage(std::span<MultiPolygon* const> features, double tolerance_m,
                                 const Projection& projection);

}  // namespace grid
