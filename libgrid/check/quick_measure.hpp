#pragma once

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Area and perimeter up to a bound. A fiftieth of the work of measure(), and exact enough to say that an attribute is
/// right; what it cannot decide is measured.
struct QuickMeasures {
    double area_m2 = 0;
    double area_error_m2 = 0;
    double perimeter_m = 0;
    double perimeter_error_m = 0;
};

/// Of polygons given as longitude and latitude in degrees on an ellipsoid. Area: the integral of the zone area over the
/// longitude (the exact one of the ellipsoid, Snyder, "Map projections", 1987, 3-12) with sides that are straight in
/// the equal-area cylinder; the error bound is that of a geodesic's distance from them. Perimeter: radii of curvature
/// at the middle of each side.
[[nodiscard]] QuickMeasures quick_measures(const MultiPolygon& lon_lat, double semi_major_m, double flattening);

}  // namespace grid
