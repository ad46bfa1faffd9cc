#include <doctest/doctest.h>

#include "libgrid/core/error.hpp"

TEST_CASE("an error names file, layer, feature and coordinate") {
    const grid::InputError error("negative count", {"sites.shp", "sites", 12, grid::Point{9.5, 47.25}});
    CHECK(std::string(error.what()) == "sites.shp (layer sites, feature 12, at 9.5,47.25): negative count");
}

TEST_CASE("an error without a place is its message alone") {
    CHECK(std::string(grid::ConfigError("min is above max").what()) == "min is above max");
}
