#pragma once

#include <optional>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// GEOS's overlay of polygons, parts without area left out. Nothing if GEOS cannot do it, which for valid input does
/// not happen.
[[nodiscard]] std::optional<MultiPolygon> intersection(const MultiPolygon& a, const MultiPolygon& b);
[[nodiscard]] std::optional<MultiPolygon> difference(const MultiPolygon& a, const MultiPolygon& b);

/// The convex hull of all parts together; without parts if it has no area. Nothing if GEOS cannot say.
[[nodiscard]] std::optional<MultiPolygon> convex_hull(const MultiPolygon& polygons);

/// A valid geometry of the same ground: what each ring encloses (GEOS make-valid), holes cut out of their shells, and
/// all united. GEOS's own way to do that at one go (by structure) loses memory where it fails. Shells run
/// counter-clockwise, holes clockwise. Nothing if no area is left.
[[nodiscard]] std::optional<MultiPolygon> make_valid(const MultiPolygon& polygons);

}  // namespace grid
