#include <geodesic.h>

#include <cmath>
#include <numbers>

#include "libgrid/trace/trace.hpp"

namespace grid {

namespace {

// Signed area and perimeter of a ring are added up; a hole has the opposite sign of its shell.
void add_ring(const geod_geodesic& ellipsoid, const Ring& ring, double sign, Measures& sum) {
    if (ring.size() < 4) return;
    geod_polygon polygon{};
    geod_polygon_init(&polygon, 0);
    for (std::size_t i = 0; i + 1 < ring.size(); ++i)
        geod_polygon_addpoint(&ellipsoid, &polygon, ring[i].y, ring[i].x);
    double area = 0;
    double perimeter = 0;
    geod_polygon_compute(&ellipsoid, &polygon, 0, 1, &area, &perimeter);
    sum.area_m2 += sign * std::abs(area);
    sum.perimeter_m += perimeter;
}

}  // namespace

Measures measure(const MultiPolygon& lon_lat, double semi_major_m, double flattening) {
    geod_geodesic ellipsoid{};
    geod_init(&ellipsoid, semi_major_m, flattening);
    Measures result;
    for (const Polygon& polygon : lon_lat) {
        add_ring(ellipsoid, polygon.shell, 1, result);
        for (const Ring& hole : polygon.holes)
            add_ring(ellipsoid, hole, -1, result);
    }
    if (result.perimeter_m > 0) {
        result.compactness = 4 * std::numbers::pi * result.area_m2 / (result.perimeter_m * result.perimeter_m);
    }
    return result;
}

}  // namespace grid
