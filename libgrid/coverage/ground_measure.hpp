#pragma once

#include <cstdint>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// Size of an area on the ground.
struct GroundMeasure {
    double area_m2 = 0;
    double perimeter_m = 0;

    /// For a long strip its width, for a square of side a: a / 2.
    [[nodiscard]] double mean_width_m() const noexcept { return perimeter_m > 0 ? 2 * area_m2 / perimeter_m : 0; }
};

[[nodiscard]] GroundMeasure measure_ground(const MultiPolygon& polygons, const GroundScale& scale);
[[nodiscard]] GroundMeasure measure_ground(const Polygon& polygon, const GroundScale& scale);

/// The area in hundredths of a square metre, the same wherever rings begin: for rules that compare areas.
[[nodiscard]] std::int64_t rounded_area(const MultiPolygon& polygons, const GroundScale& scale);

}  // namespace grid
