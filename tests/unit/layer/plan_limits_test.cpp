#include "libgrid/layer/plan_limits.hpp"

#include <doctest/doctest.h>

TEST_CASE("a part whose own mean is within the tolerance keeps the limits of the unit") {
    const auto limits = grid::limits_of_group(67'000, 71'000, 0.1);
    CHECK(limits.lower == 60'300);
    CHECK(limits.upper == 73'700);
}

TEST_CASE("only the limit that the mean of a part misses gives way") {
    const auto above = grid::limits_of_group(100, 120, 0.1);
    CHECK(above.lower == 90);
    CHECK(above.upper == 126);
    const auto below = grid::limits_of_group(100, 80, 0.1);
    CHECK(below.lower == 76);
    CHECK(below.upper == 110);
}

TEST_CASE("limits hold a whole number, however small mean and tolerance are") {
    const auto limits = grid::limits_around(0.4, 0.1);
    CHECK(limits.lower == 0);
    CHECK(limits.upper == 1);
    const auto zero = grid::limits_around(0, 0.1);
    CHECK(zero.lower == 0);
    CHECK(zero.upper == 0);
}
