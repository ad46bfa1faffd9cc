#include "libgrid/mesh/outline_of_points.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/coverage/ring_assembly.hpp"

using grid::MultiPolygon;
using grid::outline_of_points;
using grid::Point;

namespace {

double area_of(const MultiPolygon& polygons) {
    double area = 0;
    for (const grid::Polygon& polygon : polygons) {
        area += std::abs(static_cast<double>(grid::doubled_area(polygon.shell))) / 2;
        for (const grid::Ring& hole : polygon.holes)
            area -= std::abs(static_cast<double>(grid::doubled_area(hole))) / 2;
    }
    return area;
}

}  // namespace

TEST_CASE("The ground around a point is a disc, around two that are far apart two discs or a stadium") {
    const double disc = std::numbers::pi * 100;
    CHECK(outline_of_points({}, 10, false).empty());
    const std::vector<Point> one{{5, 5}};
    CHECK(area_of(outline_of_points(one, 10, false)) == doctest::Approx(disc).epsilon(0.03));
    CHECK(area_of(outline_of_points(one, 10, true)) == doctest::Approx(disc).epsilon(0.03));
    const std::vector<Point> two{{0, 0}, {100, 0}};
    CHECK(outline_of_points(two, 10, false).size() == 2);
    CHECK(area_of(outline_of_points(two, 10, false)) == doctest::Approx(2 * disc).epsilon(0.03));
    CHECK(outline_of_points(two, 10, true).size() == 1);
    CHECK(area_of(outline_of_points(two, 10, true)) == doctest::Approx(disc + 2000).epsilon(0.03));
}

TEST_CASE("A ring of points has no hole, a crowd of them lies inside") {
    std::vector<Point> ring;
    for (int k = 0; k < 100; ++k) {
        const double turn = 2 * std::numbers::pi * k / 100;
        ring.push_back({100 * std::cos(turn), 100 * std::sin(turn)});
    }
    const MultiPolygon made = outline_of_points(ring, 10, false);
    REQUIRE(made.size() == 1);
    CHECK(made.front().holes.empty());
    CHECK(area_of(made) == doctest::Approx(std::numbers::pi * 110 * 110).epsilon(0.03));
    ring.push_back({0, 0});  // an island in the hole
    CHECK(area_of(outline_of_points(ring, 10, false)) == doctest::Approx(area_of(made)));

    std::mt19937 random(3);
    std::vector<Point> crowd;
    for (int k = 0; k < 5000; ++k)
        crowd.push_back({static_cast<double>(random() % 10000) / 50, static_cast<double>(random() % 10000) / 50});
    for (const bool is_hull : {false, true}) {
        const MultiPolygon around = outline_of_points(crowd, 4, is_hull);
        for (const Point& point : crowd) {
            bool inside = false;
            for (const grid::Polygon& part : around)
                inside = inside || grid::locate_in_polygon(point, part) == grid::Side::inside;
            REQUIRE(inside);
        }
    }
}
