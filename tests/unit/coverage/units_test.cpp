#include <doctest/doctest.h>

#include <stdexcept>

#include "shapes.hpp"

using grid::CoverageOptions;
using grid::MultiPolygon;
using grid::test::area;
using grid::test::box;
using Strings = std::vector<std::string>;

namespace {

const std::vector<MultiPolygon> units{box(0, 0, 10, 10), box(10, 0, 20, 10)};

std::vector<grid::CoverageDefect> check_units(const std::vector<MultiPolygon>& features,
                                              const std::vector<std::int32_t>& unit_of) {
    CoverageOptions options;
    options.units = units;
    options.unit_of = unit_of;
    return grid::check_coverage(features, options);
}

}  // namespace

TEST_CASE("Grids that cover their units exactly are good, also with new vertices on the outline") {
    const std::vector<MultiPolygon> grids{box(0, 0, 5, 10), box(5, 0, 10, 10), box(10, 0, 20, 10)};
    CHECK(check_units(grids, {0, 0, 1}).empty());
    CHECK(check_units(grids, {}).empty());
}

TEST_CASE("New vertices on the outline may be rounded") {
    const double y = 0.0004;
    CHECK(check_units({area({{0, 0}, {5, y}, {5, 10}, {0, 10}}), area({{5, y}, {10, 0}, {10, 10}, {5, 10}}), units[1]},
                      {0, 0, 1})
              .empty());
}

TEST_CASE("An inlet that is open to the outside is uncovered ground of its unit") {
    const std::vector<MultiPolygon> grids{box(0, 0, 4, 10), box(5, 0, 10, 10), box(10, 0, 20, 10)};
    for (const std::vector<std::int32_t>& unit_of : {std::vector<std::int32_t>{0, 0, 1}, {}}) {
        const auto defects = check_units(grids, unit_of);
        REQUIRE(grid::test::found(defects) == Strings{"uncovered 0 1"});
        CHECK(defects[0].unit == 0);
        CHECK(defects[0].area_m2 == doctest::Approx(10));
    }
}

TEST_CASE("A hole that reaches no outline is a gap of its unit") {
    const auto defects =
        check_units({area({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{2, 2}, {4, 2}, {4, 4}, {2, 4}}}), units[1]}, {0, 1});
    REQUIRE(grid::test::found(defects) == Strings{"gap 0 -1"});
    CHECK(defects[0].unit == 0);
}

TEST_CASE("A unit without grids is uncovered as a whole") {
    for (const std::vector<std::int32_t>& unit_of : {std::vector<std::int32_t>{1}, {}}) {
        const auto defects = check_units({units[1]}, unit_of);
        REQUIRE(defects.size() == 1);
        CHECK(defects[0].code == "uncovered");
        CHECK(defects[0].unit == 0);
        CHECK(defects[0].area_m2 == doctest::Approx(100));
    }
}

TEST_CASE("Ground outside all units is outside, and no overlap") {
    const auto defects = check_units({units[0], box(10, 0, 22, 10)}, {0, 1});
    REQUIRE(grid::test::found(defects) == Strings{"outside_unit 1 -1"});
    CHECK(defects[0].unit == 1);
    CHECK(defects[0].area_m2 == doctest::Approx(20));
}

TEST_CASE("A grid across the border of its unit is outside there, and the other unit is not covered by its own") {
    const std::vector<MultiPolygon> grids{box(0, 0, 12, 10), box(12, 0, 20, 10)};
    const auto defects = check_units(grids, {0, 1});
    CHECK(grid::test::found(defects) == Strings{"outside_unit 0 -1", "uncovered 1 -1"});
    CHECK(check_units(grids, {}).empty());  // all grids cover all units
}

TEST_CASE("A grid that overlaps another inside the unit is an overlap and nothing else") {
    CHECK(grid::test::found(check_units({box(0, 0, 6, 10), box(5, 0, 10, 10), units[1]}, {0, 0, 1})) ==
          Strings{"overlap 0 1"});
}

TEST_CASE("Enclosed ground that belongs to no unit is no gap") {
    const std::vector<MultiPolygon> lake{
        area({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{2, 2}, {4, 2}, {4, 4}, {2, 4}}})};
    CoverageOptions options;
    options.units = lake;
    CHECK(grid::check_coverage(lake, options).empty());
}

TEST_CASE("The unit of a grid that says none is found by its place") {
    CHECK(grid::find_units(std::vector{box(1, 1, 2, 2), box(12, 1, 13, 2), box(50, 50, 51, 51), MultiPolygon{}},
                           units) == std::vector<std::int32_t>{0, 1, -1, -1});
}

TEST_CASE("A wrong list of units is refused") {
    CHECK_THROWS_AS(check_units({units[0]}, {0, 1}), std::invalid_argument);
    CHECK_THROWS_AS(check_units({units[0]}, {2}), std::invalid_argument);
}

namespace {

/// One unit, and all grids in it.
Strings check_in(const MultiPolygon& unit, const std::vector<MultiPolygon>& grids) {
    const std::vector<MultiPolygon> one{unit};
    CoverageOptions options;
    options.units = one;
    return grid::test::check(grids, options);
}

}  // namespace

TEST_CASE("What grids lack across a slit of their unit is no fault of theirs") {
    const std::vector<MultiPolygon> grids{
        area({{0, 0}, {10, 0}, {10, 5}, {8, 5}, {4, 5.000002}, {0, 4.9}}),
        area({{10, 5}, {10, 10}, {0, 10}, {0, 5.00001}, {8, 5}}),
    };
    CHECK(check_in(area({{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 5.00001}, {8, 5}, {4, 5.000002}, {0, 4.9}}), grids)
              .empty());
    CHECK(grid::test::check(grids) == Strings{"unmatched_vertex 1 0"});
    // The same vertex where the unit has no slit.
    CHECK(check_in(box(0, 0, 10, 10), {area({{0, 0}, {10, 0}, {10, 5}, {4, 5.000002}, {0, 5}}),
                                       area({{10, 5}, {10, 10}, {0, 10}, {0, 5}})}) == Strings{"unmatched_vertex 1 0"});
}

TEST_CASE("Two ends of inner borders that only the lattice takes for one are told, also on the outline of the unit") {
    CHECK(check_in(box(0, 0, 10, 10),
                   {area({{0, 0}, {5, 0}, {5, 10}, {0, 10}}), area({{5.000003, 0}, {10, 0}, {10, 10}, {5, 10}})}) ==
          Strings{"unmatched_vertex 1 0"});
}

TEST_CASE("A hole of a unit that is narrower than the lattice is no overlap") {
    const grid::Point a{-3.375e-6, -375};
    const grid::Point b{0, 0};
    const grid::Point c{-5e-6, 0};
    const grid::Point d{-5e-6, 6e-6};
    const grid::Point e{-9e-6, 6e-6};
    const std::vector<MultiPolygon> grids{area({{-100, -400}, {-9e-6, -400}, a, e, {-5e-6, 100}, {-100, 100}}),
                                          area({{-9e-6, -400}, {100, -400}, {100, 100}, {-5e-6, 100}, e, d, c, b, a})};
    CHECK(check_in(area({{-100, -400}, {100, -400}, {100, 100}, {-100, 100}}, {{a, e, d, c, b}}), grids).empty());
}

TEST_CASE("An overlap hardly wider than a step of the lattice is one") {
    CHECK(grid::test::check({box(-100, -400, 0, 100), box(-1.6e-5, -400, 100, 100)}) == Strings{"overlap 0 1"});
}
