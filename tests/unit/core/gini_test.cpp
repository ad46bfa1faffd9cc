#include "libgrid/core/gini.hpp"

#include <doctest/doctest.h>

TEST_CASE("Gini's coefficient is 0 for equal values and 1 - 1/n where one has all") {
    CHECK(grid::gini({}) == 0);
    CHECK(grid::gini({0, 0}) == 0);
    CHECK(grid::gini({7, 7, 7}) == doctest::Approx(0));
    CHECK(grid::gini({0, 0, 0, 12}) == doctest::Approx(0.75));
    CHECK(grid::gini({3, 1, 2}) == doctest::Approx(2.0 / 9));
}
