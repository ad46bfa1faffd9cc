#pragma once

#include <optional>
#include <string>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// Why and where a polygon is not valid in the OGC sense.
struct InvalidGeometry {
    Message reason;
    Point at;
};

/// Nothing for a valid polygon (GEOS isValidDetail).
[[nodiscard]] std::optional<InvalidGeometry> find_invalid(const MultiPolygon& polygons);

/// A point in the inside of the polygons, halfway through their widest place at mid height (GEOS point on surface).
/// Nothing for polygons without area.
[[nodiscard]] std::optional<Point> inside_point(const MultiPolygon& polygons);

}  // namespace grid
