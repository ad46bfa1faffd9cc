#include "libgrid/trace/geodesic.hpp"

#include <geodesic.h>

namespace grid {

std::vector<double> geodesic_lengths(std::span<const std::pair<Point, Point>> lon_lat, double semi_major_m,
                                     double flattening) {
    geod_geodesic ellipsoid{};
    geod_init(&ellipsoid, semi_major_m, flattening);
    std::vector<double> lengths;
    lengths.reserve(lon_lat.size());
    for (const auto& [a, b] : lon_lat) {
        double length = 0;
        geod_inverse(&ellipsoid, a.y, a.x, b.y, b.x, &length, nullptr, nullptr);
        lengths.push_back(length);
    }
    return lengths;
}

}  // namespace grid
