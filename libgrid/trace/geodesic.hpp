#pragma once

#include <span>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// The lengths of geodesics on the ellipsoid in metres, between points given as longitude and latitude in degrees;
/// Karney, "Algorithms for geodesics", 2013, through PROJ's geodesic routines.
[[nodiscard]] std::vector<double> geodesic_lengths(std::span<const std::pair<Point, Point>> lon_lat,
                                                   double semi_major_m, double flattening);

}  // namespace grid
