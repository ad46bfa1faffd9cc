#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "libgrid/core/predicates.hpp"
#include "libgrid/trace/trace.hpp"

using namespace grid;

namespace {

void match_outlines(const std::vector<OutlineSplit>& splits, const std::vector<MultiPolygon*>& grids) {
    const OutlineMatcher matcher(splits);
    for (MultiPolygon* grid : grids)
        matcher.complete(*grid);
}

}  // namespace

TEST_CASE("nodes of both neighbours appear in both neighbours' rings") {
    // The border x = 10 between (10,0) and (10,10): one unit has a node at y = 3, the other at y = 3 and y = 7.
    const OutlineSplit west{{10, 0}, {10, 10}, {{10, 3}}};
    const OutlineSplit east{{10, 0}, {10, 10}, {{10, 3}, {10, 7}}};
    MultiPolygon south{{{{0, 0}, {10, 0}, {10, 3}, {0, 3}, {0, 0}}, {}}};
    MultiPolygon north{{{{0, 3}, {10, 3}, {10, 10}, {0, 10}, {0, 3}}, {}}};
    MultiPolygon other{{{{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 0}}, {}}};
    std::vector<MultiPolygon*> grids{&south, &north, &other};
    match_outlines({east, west}, grids);
    CHECK(south[0].shell == Ring{{0, 0}, {10, 0}, {10, 3}, {0, 3}, {0, 0}});
    CHECK(north[0].shell == Ring{{0, 3}, {10, 3}, {10, 7}, {10, 10}, {0, 10}, {0, 3}});
    CHECK(other[0].shell == Ring{{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 7}, {10, 3}, {10, 0}});
}

TEST_CASE("holes are completed, and a new smallest point becomes the start of its ring") {
    const OutlineSplit split{{1, 1}, {1, 3}, {{0.5, 2}}};
    MultiPolygon grid{{{{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}}, {{{1, 1}, {1, 3}, {3, 3}, {3, 1}, {1, 1}}}}};
    std::vector<MultiPolygon*> grids{&grid};
    match_outlines({split}, grids);
    CHECK(grid[0].holes[0] == Ring{{0.5, 2}, {1, 3}, {3, 3}, {3, 1}, {1, 1}, {0.5, 2}});
}

TEST_CASE("zero and minus zero are the same coordinate") {
    MultiPolygon grid{{{{-0.0, 0.0}, {4, 0}, {4, 4}, {0, 0}}, {}}};
    std::vector<MultiPolygon*> grids{&grid};
    match_outlines({{{0, 0}, {4, -0.0}, {{2, 0}}}}, grids);
    CHECK(grid[0].shell == Ring{{0, 0}, {2, 0}, {4, 0}, {4, 4}, {0, 0}});
}

TEST_CASE("a quadrant of the ellipsoid has an eighth of its surface") {
    // The area of WGS 84 is 510,065,621.724 km2 (NGA); the octant's edges are two meridians and the equator.
    const MultiPolygon octant{{{{0, 0}, {90, 0}, {0, 90}, {0, 0}}, {}}};
    const Measures m = measure(octant, 6378137.0, 1 / 298.257223563);
    CHECK(m.area_m2 == doctest::Approx(510065621724088.0 / 8).epsilon(1e-9));
    CHECK(m.perimeter_m == doctest::Approx(2 * 10001965.729 + 10018754.171).epsilon(1e-9));
}

TEST_CASE("holes are taken from the area and added to the perimeter") {
    const auto square = [](double from, double to) {
        return Ring{{from, from}, {to, from}, {to, to}, {from, to}, {from, from}};
    };
    const Measures shell = measure({{square(0, 3), {}}}, 6371000, 0);
    const Measures hole = measure({{square(1, 2), {}}}, 6371000, 0);
    const Measures both = measure({{square(0, 3), {square(1, 2)}}}, 6371000, 0);
    CHECK(both.area_m2 == doctest::Approx(shell.area_m2 - hole.area_m2).epsilon(1e-12));
    CHECK(both.perimeter_m == doctest::Approx(shell.perimeter_m + hole.perimeter_m).epsilon(1e-12));
    CHECK(shell.compactness == doctest::Approx(std::numbers::pi / 4).epsilon(0.01));
    CHECK(measure({}, 6371000, 0).compactness == 0);
}

TEST_CASE("orientation is exact where doubles are not") {
    const double eps = std::ldexp(1, -52);
    const Point a{0.5, 0.5};
    const Point b{12, 12};
    CHECK(orientation(a, b, {24, 24}) == 0);
    CHECK(orientation(a, b, {24, 24 * (1 + eps)}) == 1);
    CHECK(orientation(a, b, {24 * (1 + eps), 24}) == -1);
    CHECK(orientation({0.5 * (1 + eps), 0.5}, b, {24, 24}) == -1);
    CHECK(orientation({1e-200, 0}, {0, 1e-100}, {1e-100, 0}) == -1);
}
