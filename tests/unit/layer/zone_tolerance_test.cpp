#include "libgrid/layer/zone_tolerance.hpp"

#include <doctest/doctest.h>

using grid::tolerance_for_zones;

TEST_CASE("the smallest tolerance for zones is that of the grid farthest from the mean") {
    // 120.6 on average: 213 households make 106 and 107, which is 12.1 % below.
    CHECK(tolerance_for_zones(std::vector<grid::Zone>{{213, 90}, {390, 90}}, 5, 1) == 0.122);
    // In parts of a household, 106.5 and 106.5 are as good as it gets.
    CHECK(tolerance_for_zones(std::vector<grid::Zone>{{213'000, 90}, {390'000, 90}}, 5, 1) == 0.117);
    CHECK(tolerance_for_zones(std::vector<grid::Zone>{{200, 9}, {300, 9}}, 5, 1) == 0.0);
}

TEST_CASE("no tolerance makes grids of nobody, or more of them than cells") {
    CHECK_FALSE(tolerance_for_zones(std::vector<grid::Zone>{{0, 9}, {300, 9}}, 3, 1));
    CHECK_FALSE(tolerance_for_zones(std::vector<grid::Zone>{{300, 1}, {300, 1}}, 3, 1));
    CHECK_FALSE(tolerance_for_zones(std::vector<grid::Zone>{{10, 9}, {300, 9}}, 1, 1));
}
