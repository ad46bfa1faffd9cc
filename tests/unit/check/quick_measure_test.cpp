#include "libgrid/check/quick_measure.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "libgrid/trace/trace.hpp"

namespace {

using grid::Point;

constexpr double semi_major = 6378137.0;
constexpr double flattening = 1 / 298.257222101;

/// A star around a place: its sides are long and run in all directions.
grid::MultiPolygon star(const Point& at, double degrees, int corners) {
    grid::Ring ring;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / corners;
        const double radius = degrees * (i % 2 == 0 ? 1.0 : 0.45);
        ring.push_back({at.x + radius * std::cos(angle), at.y + radius * std::sin(angle) * 0.8});
    }
    ring.push_back(ring.front());
    return {{ring, {}}};
}

}  // namespace

TEST_CASE("Quick measures are within their own bounds of the geodesic ones") {
    for (const double latitude : {-61.0, -20.0, 0.0, 25.0, 47.2, 70.0}) {
        for (const double size : {0.0005, 0.005, 0.05, 0.5}) {
            for (const int corners : {4, 13, 60}) {
                const grid::MultiPolygon polygon = star({113.3, latitude}, size, corners);
                const grid::Measures exact = grid::measure(polygon, semi_major, flattening);
                const grid::QuickMeasures quick = grid::quick_measures(polygon, semi_major, flattening);
                CAPTURE(latitude);
                CAPTURE(size);
                CAPTURE(corners);
                CHECK(std::abs(quick.area_m2 - exact.area_m2) <= quick.area_error_m2 + 1e-3);
                CHECK(std::abs(quick.perimeter_m - exact.perimeter_m) <= quick.perimeter_error_m + 1e-6);
            }
        }
    }
}

TEST_CASE("Quick measures of a grid of common size decide on a millionth") {
    const grid::MultiPolygon polygon = star({113.3, 28.1}, 0.008, 44);
    const grid::QuickMeasures quick = grid::quick_measures(polygon, semi_major, flattening);
    CHECK(quick.area_error_m2 < 1e-6 * quick.area_m2);
    CHECK(quick.perimeter_error_m < 1e-7 * quick.perimeter_m);
}

TEST_CASE("A hole is taken off the area and added to the perimeter") {
    grid::MultiPolygon polygon = star({10, 50}, 0.01, 20);
    polygon.front().holes.push_back(star({10, 50}, 0.001, 8).front().shell);
    const grid::Measures exact = grid::measure(polygon, semi_major, flattening);
    const grid::QuickMeasures quick = grid::quick_measures(polygon, semi_major, flattening);
    CHECK(quick.area_m2 == doctest::Approx(exact.area_m2).epsilon(1e-8));
    CHECK(quick.perimeter_m == doctest::Approx(exact.perimeter_m).epsilon(1e-8));
}
