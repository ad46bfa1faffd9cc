#include "libgrid/mesh/area_locator.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

namespace {

using grid::AreaLocator;
using grid::MultiPolygon;
using grid::Point;

grid::Ring square(double x, double y, double size) {
    return {{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}};
}

/// Three areas that meet in a point: the ground around it in thirds, the first one from 30 degrees.
std::vector<MultiPolygon> thirds(const Point& at, double first_degrees) {
    std::vector<MultiPolygon> areas;
    for (int i = 0; i < 3; ++i) {
        grid::Ring ring{at};
        for (int k = 0; k <= 4; ++k) {
            const double angle = (first_degrees + 120 * i + 30 * k) * std::acos(-1) / 180;
            ring.push_back({at.x + 10 * std::cos(angle), at.y + 10 * std::sin(angle)});
        }
        ring.push_back(at);
        areas.push_back({{ring, {}}});
    }
    return areas;
}

}  // namespace

TEST_CASE("a point is found in the area that holds it, not in its hole") {
    const AreaLocator locator({{{square(0, 0, 10), {square(4, 4, 2)}}}, {{square(10, 0, 10), {}}}, {}});
    CHECK(locator.find({1, 1}) == 0);
    CHECK(locator.find({5, 5}) == -1);
    CHECK(locator.find({15, 5}) == 1);
    CHECK(locator.find({30, 5}) == -1);
}

TEST_CASE("a point on a common border belongs to the area to the east, or to the north of a level one") {
    const AreaLocator locator(
        {{{square(0, 0, 10), {}}}, {{square(10, 0, 10), {}}}, {{square(0, 10, 10), {}}}, {{square(10, 10, 10), {}}}});
    CHECK(locator.find({10, 5}) == 1);
    CHECK(locator.find({5, 10}) == 2);
    CHECK(locator.find({10, 10}) == 3);
    CHECK(locator.find({std::nextafter(10, 0), 5}) == 0);
}

TEST_CASE("a point on the outer border belongs to the area that the turning hand meets first") {
    const AreaLocator locator({{{square(0, 0, 10), {}}}, {{square(0, 10, 10), {}}}});
    CHECK(locator.find({10, 5}) == 0);   // nothing to the east
    CHECK(locator.find({10, 10}) == 1);  // from the east over the north: the upper square comes first
    CHECK(locator.find({0, 10}) == 1);
    CHECK(locator.find({10, 0}) == 0);
    CHECK(locator.find({5, 20}) == 1);
}

TEST_CASE("of areas that meet in a point exactly one has it, however they lie") {
    for (int degrees = -7; degrees < 120; degrees += 11) {
        const Point at{114.25, 30.5};
        const auto areas = thirds(at, degrees);
        // The third that holds the direction to the east.
        const int east = degrees <= 0 ? 0 : 2;
        CHECK(AreaLocator(areas).find(at) == east);
        CHECK(AreaLocator(std::vector{areas[1], areas[2]}).find(at) == (east == 2 ? 1 : 0));
    }
}

TEST_CASE("all parts of an area count") {
    const AreaLocator locator(std::vector<MultiPolygon>{{{square(0, 0, 1), {}}, {square(5, 5, 1), {}}}});
    CHECK(locator.find({5.5, 5.5}) == 0);
    CHECK(locator.find({3, 3}) == -1);
}

TEST_CASE("all areas at a point are found, and those whose border is within reach are marked") {
    const AreaLocator locator({{{square(0, 0, 10), {}}}, {{square(10, 0, 10), {}}}, {{square(4, 4, 2), {}}}});
    const auto hits = [&](double x, double y) {
        std::vector<std::pair<std::int32_t, bool>> found;
        for (const AreaLocator::Hit& hit : locator.find_all({x, y}, 0.001, {}))
            found.emplace_back(hit.area, hit.on_border);
        return found;
    };
    using Hits = std::vector<std::pair<std::int32_t, bool>>;
    CHECK(hits(1, 1) == Hits{{0, false}});
    CHECK(hits(5, 5) == Hits{{0, false}, {2, false}});
    CHECK(hits(10, 5) == Hits{{0, true}, {1, true}});
    CHECK(hits(9.9995, 5) == Hits{{0, true}, {1, true}});
    CHECK(hits(9.998, 5) == Hits{{0, false}});
    CHECK(hits(-0.0005, -0.0005) == Hits{{0, true}});
    CHECK(hits(-0.002, 5).empty());
}
