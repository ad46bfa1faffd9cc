#include "libgrid/core/amount_text.hpp"

#include <doctest/doctest.h>

TEST_CASE("A number is written as people write it, and never as another one") {
    CHECK(grid::number_text(1240.584112) == "1240.6");
    CHECK(grid::number_text(0) == "0");
    CHECK(grid::number_text(300) == "300");
    CHECK(grid::number_text(28000000) == "28000000");
    CHECK(grid::number_text(12.3456) == "12.3");
    CHECK(grid::number_text(0.001234) == "0.00123");
    CHECK(grid::number_text(500.04) == "500.04");
    CHECK(grid::number_text(-250.26) == "-250.3");
    CHECK(grid::count_text(1240584) == "1240.6");
    CHECK(grid::count_text(65000) == "65");
}

TEST_CASE("A large area is in square kilometres") {
    CHECK(grid::area_text(0.0123) == "0.0123 m2");
    CHECK(grid::area_text(191250) == "191250 m2");
    CHECK(grid::area_text(1e6) == "1 km2");
    CHECK(grid::area_text(17234567) == "17.23 km2");
}
