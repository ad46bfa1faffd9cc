#include "libgrid/layer/zone_fit.hpp"

#include <doctest/doctest.h>

TEST_CASE("the numbers of grids that suit households are those with a mean within the limits") {
    const grid::ZoneFit fit(300, 500);
    const auto range = fit.fitting({1600, 9});
    REQUIRE(range);
    CHECK(range->least == 4);
    CHECK(range->most == 5);
    CHECK(fit.missed({1600, 9}) == 0);
}

TEST_CASE("no number suits what lies between two counts, has too few cells or no households") {
    const grid::ZoneFit fit(300, 500);
    CHECK_FALSE(fit.fitting({550, 9}));
    CHECK_FALSE(fit.fitting({1600, 3}));
    CHECK_FALSE(fit.fitting({0, 9}));
    CHECK(fit.missed({550, 9}) == 50);
    CHECK(fit.missed({100, 9}) == 200);
    CHECK(fit.missed({0, 9}) == 300);
}

TEST_CASE("without a lower limit there may be as many grids as cells") {
    const auto range = grid::ZoneFit(0, 500).fitting({600, 7});
    REQUIRE(range);
    CHECK(range->least == 2);
    CHECK(range->most == 7);
}
