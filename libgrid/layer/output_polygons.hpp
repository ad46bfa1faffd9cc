#pragma once

#include <algorithm>
#include <span>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/ring_area.hpp"

namespace grid {

/// Points of `polygons` carried over by `transform`, in one call for each ring.
template <typename Transform>
[[nodiscard]] MultiPolygon transformed(const MultiPolygon& polygons, Transform&& transform) {
    MultiPolygon result = polygons;
    for (Polygon& polygon : result) {
        transform(std::span(polygon.shell));
        for (Ring& hole : polygon.holes)
            transform(std::span(hole));
    }
    return result;
}

[[nodiscard]] inline bool encloses_ground(const MultiPolygon& polygons) {
    return std::any_of(polygons.begin(), polygons.end(),
                       [](const Polygon& polygon) { return doubled_area(polygon.shell) != 0; });
}

}  // namespace grid
