#include "libgrid/layer/number.hpp"

#include "libgrid/layer/used_codes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace {

using Places = std::vector<grid::NumberedPlace>;
using Order = std::vector<std::int32_t>;

/// A lattice in reading order, spacing 100 m, each point moved by a fixed pseudo-random offset of at most `jitter` m.
Places lattice(int rows, int columns, double jitter, double tilt = 0) {
    Places places;
    unsigned state = 7;
    const auto offset = [&] {
        state = state * 1103515245U + 12345U;
        return jitter * (static_cast<double>(state >> 16U & 0x7FFFU) / 16384.0 - 1);
    };
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const double dx = offset();
            const double dy = offset();
            places.push_back({{100.0 * column + dx, -100.0 * row + dy + tilt * column}, 10000});
        }
    }
    return places;
}

Order counting(std::size_t size) {
    Order order(size);
    std::iota(order.begin(), order.end(), 0);
    return order;
}

grid::CodeLayout digits12() {
    return {12, true, 3, 1};
}

}  // namespace

TEST_CASE("a regular lattice is numbered like text is read") {
    CHECK(grid::number_order(lattice(4, 5, 0)) == counting(20));
}

TEST_CASE("rows are found although no two grids are level") {
    CHECK(grid::number_order(lattice(6, 8, 24)) == counting(48));
}

TEST_CASE("a row may fall gently to the east") {
    CHECK(grid::number_order(lattice(4, 5, 0, -8)) == counting(20));
}

TEST_CASE("the order depends neither on the place nor on the order of the input") {
    const Places places = lattice(5, 5, 35);
    const Order order = grid::number_order(places);
    Places moved = places;
    for (grid::NumberedPlace& place : moved) {
        place.at.x += 524288;
        place.at.y += 4194304;
    }
    CHECK(grid::number_order(moved) == order);

    Places backwards(places.rbegin(), places.rend());
    Order mirrored = grid::number_order(backwards);
    for (std::int32_t& index : mirrored)
        index = static_cast<std::int32_t>(places.size()) - 1 - index;
    CHECK(mirrored == order);
}

TEST_CASE("columns of different width are read row by row") {
    // Two wide grids in the north, three narrow ones in the south.
    const Places places = {
        {{50, 0}, 10000}, {{10, -95}, 8000}, {{150, 10}, 10000}, {{200, -110}, 8000}, {{90, -100}, 8000}};
    CHECK(grid::number_order(places) == Order{0, 2, 1, 4, 3});
}

TEST_CASE("one outsized grid does not change the rows of the others") {
    Places places = lattice(3, 3, 10);
    places.push_back({{150, -5000}, 9e7});
    CHECK(grid::number_order(places) == counting(10));
}

TEST_CASE("grids at the same place keep their order") {
    CHECK(grid::number_order(Places(3, {{5, 5}, 0})) == Order{0, 1, 2});
    CHECK(grid::number_order(Places{}).empty());
}

TEST_CASE("a place that is not finite cannot be numbered") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS((void)grid::number_order(Places{{{nan, 0}, 1}}), grid::GeometryError);
    CHECK_THROWS_AS((void)grid::number_order(Places{{{0, 0}, nan}}), grid::GeometryError);
    CHECK_THROWS_AS((void)grid::number_order(Places{{{0, 0}, 1}, {{0, 1e300}, 1}}), grid::GeometryError);
}

TEST_CASE("a code is the unit's code and the padded number") {
    CHECK(grid::grid_code("110101001001", 7, digits12()) == "110101001001007");
    CHECK(grid::grid_code("E05", 12, {0, false, 4, 1}) == "E050012");
}

TEST_CASE("a code begins with the prefix of its layout") {
    grid::CodeLayout layout{12, false, 2, 1};
    layout.prefix = "010203";
    layout.only_number = 0;
    CHECK(grid::grid_code("110101001601", 0, layout) == "01020311010100160100");
    CHECK(grid::number_in_code("01020311010100160107", "110101001601", layout) == 7);
    CHECK(grid::number_in_code("11010100160107", "110101001601", layout) == -1);
    CHECK(grid::unit_in_code("01020311010100160107", layout) == "110101001601");
    CHECK(grid::unit_in_code("11010100160107010203", layout).empty());
    CHECK(layout.code_digits() == 20);
}

TEST_CASE("the thousandth grid of a unit is an error that names the unit") {
    CHECK_NOTHROW(grid::check_number_room("A", 999, digits12()));
    CHECK_THROWS_WITH_AS(grid::check_number_room("A", 1000, digits12()),
                         "unit A would get 1000 grids, but numbers of 3 digits from 1 upward end at 999",
                         grid::InputError);
    CHECK_THROWS_AS(grid::check_number_room("A", 10, (grid::CodeLayout{0, false, 2, 91})), grid::InputError);
}

TEST_CASE("a unit code is checked against its layout") {
    const auto findings = [](const char* code) {
        return grid::check_unit_code(code, digits12(), {}, {}, "--code-field");
    };
    CHECK(findings("110101001001").empty());
    CHECK(findings("110101599599").empty());
    CHECK(findings("110101001000").empty());  // a whole town
    CHECK(findings("350527000000").empty());  // a whole county
    CHECK(findings("110101600001").size() == 1);
    CHECK(findings("110101000600").size() == 2);
    CHECK(findings("110101000001").size() == 1);
    CHECK(findings("110101000600").front().code == "area_code_range");
    for (const char* const code : {"", "11010100100", "1101010010010", "11010100100A", "１２"})
        CHECK_THROWS_AS((void)findings(code), grid::InputError);
    CHECK(grid::check_unit_code("Vaduz", {}, {}, {}, "--code-field").empty());
    CHECK_THROWS_AS((void)grid::check_unit_code("", {}, {}, {}, "--code-field"), grid::InputError);
    CHECK_THROWS_AS((void)grid::check_unit_code("a\nb", {}, {}, {}, "--code-field"), grid::InputError);
}

TEST_CASE("the place of a grid is the centroid of its area, holes taken off, whatever the direction of its rings") {
    const grid::Ring shell{{1e6, 5e6}, {1e6 + 4, 5e6}, {1e6 + 4, 5e6 + 2}, {1e6, 5e6 + 2}, {1e6, 5e6}};
    const grid::Ring hole{{1e6 + 2, 5e6}, {1e6 + 4, 5e6}, {1e6 + 4, 5e6 + 2}, {1e6 + 2, 5e6 + 2}, {1e6 + 2, 5e6}};
    grid::NumberedPlace place = grid::numbered_place({{shell, {}}});
    CHECK(place.area_m2 == doctest::Approx(8));
    CHECK(place.at.x == doctest::Approx(1e6 + 2).epsilon(1e-12));
    CHECK(place.at.y == doctest::Approx(5e6 + 1).epsilon(1e-12));
    place = grid::numbered_place({{grid::Ring(shell.rbegin(), shell.rend()), {hole}}});
    CHECK(place.area_m2 == doctest::Approx(4));
    CHECK(place.at.x == doctest::Approx(1e6 + 1).epsilon(1e-12));
    place = grid::numbered_place({{hole, {}}, {grid::Ring{{0, 0}, {1, 0}, {0, 0}}, {}}});
    CHECK(place.area_m2 == doctest::Approx(4));
    CHECK(std::isnan(grid::numbered_place({}).at.x));
}
