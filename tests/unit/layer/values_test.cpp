#include "libgrid/layer/values.hpp"

#include "libgrid/layer/whole_numbers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace {

const grid::Place somewhere{"sites.csv", {}, 7, {}};

grid::Count count(const grid::Value& value) {
    return grid::to_count(value, "households", somewhere);
}

}  // namespace

TEST_CASE("counts are read from integers, reals and text") {
    CHECK(count(std::int64_t{12}) == 12000);
    CHECK(count(0.25) == 250);
    CHECK(count(std::string(" 3.5 ")) == 3500);
    CHECK(count(std::monostate{}) == 0);
    CHECK(count(std::string()) == 0);
    CHECK(count(1e12) == 1'000'000'000'000'000);
}

TEST_CASE("counts that cannot be are refused with file and feature") {
    CHECK_THROWS_WITH_AS((void)count(std::int64_t{-3}), "sites.csv (feature 7): households is negative (-3)",
                         grid::InputError);
    CHECK_THROWS_AS((void)count(std::nan("")), grid::InputError);
    CHECK_THROWS_AS((void)count(std::numeric_limits<double>::infinity()), grid::InputError);
    CHECK_THROWS_AS((void)count(std::string("many")), grid::InputError);
    CHECK_THROWS_AS((void)count(std::string("12 a")), grid::InputError);
    CHECK_THROWS_AS((void)count(1.1e12), grid::InputError);
}

TEST_CASE("counts as text may be full-width and have wide spaces, but no comma") {
    CHECK(count(std::string("３．５")) == 3500);
    CHECK(count(std::string("\u3000 12\u00A0")) == 12000);
    CHECK(count(std::string(" \u3000")) == 0);
    CHECK_THROWS_WITH_AS(
        (void)count(std::string("1,234")),
        "sites.csv (feature 7): households is '1,234', which has a comma, so that it is not sure which "
        "number is meant",
        grid::InputError);
    CHECK_THROWS_AS((void)count(std::string("3户")), grid::InputError);
}

TEST_CASE("an empty cell is no number") {
    CHECK(grid::is_blank(std::monostate{}));
    CHECK(grid::is_blank(std::string(" \u3000")));
    CHECK(!grid::is_blank(std::string("0")));
    CHECK(!grid::is_blank(0.0));
    CHECK(!grid::to_number(std::string(" ")));
    CHECK(grid::to_number(std::string(" 7 ")) == 7);
}

TEST_CASE("whole numbers keep the sum, and whole counts stay") {
    CHECK(grid::to_whole_numbers({3000, 4000}) == std::vector<std::int64_t>{3, 4});
    CHECK(grid::to_whole_numbers({300, 300, 400}) == std::vector<std::int64_t>{0, 0, 1});
    CHECK(grid::to_whole_numbers({1500, 1500}) == std::vector<std::int64_t>{2, 1});
    CHECK(grid::to_whole_numbers({}).empty());
}

TEST_CASE("whole numbers with a given sum have that sum, rounded up or down") {
    CHECK(grid::to_whole_numbers({700, 1800}, 2) == std::vector<std::int64_t>{0, 2});
    CHECK(grid::to_whole_numbers({700, 1800}, 3) == std::vector<std::int64_t>{1, 2});
    CHECK(grid::to_whole_numbers({}, 0).empty());
}

TEST_CASE("text of a value is what a user would type") {
    CHECK(grid::to_text(12.0) == "12");
    CHECK(grid::to_text(std::int64_t{-4}) == "-4");
    CHECK(grid::to_text(std::string("甲")) == "甲");
    CHECK(grid::to_text(std::monostate{}).empty());
}
