#include "tools/common/help.hpp"
#include "libgrid/core/error.hpp"
#include "tools/gridify/options.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using grid::tools::help_on;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("help on a group is that group alone") {
    const std::string help = grid::tools::gridify_help();
    const std::string staff = help_on(help, "STAFF");
    CHECK(staff.starts_with("Staff:\n"));
    CHECK(has(staff, "--target-hours"));
    CHECK(has(staff, "--staff-areas"));
    CHECK_FALSE(has(staff, "--sites"));
    CHECK_FALSE(has(staff, "Usage"));
    CHECK_FALSE(has(staff, "Exit code"));
}

TEST_CASE("help on a word is the options that have it in their names or texts, with their groups") {
    const std::string crs = help_on(grid::tools::gridify_help(), "crs");
    CHECK(has(crs, "Inputs:\n"));
    CHECK(has(crs, "--input-crs"));
    CHECK(has(crs, "--output-crs"));
    CHECK(has(crs, "--boundaries-datum"));  // its text speaks of the CRS
    CHECK_FALSE(has(crs, "--barriers "));
    CHECK_FALSE(has(crs, "Staff:"));
}

TEST_CASE("help on what there is not says what there is") {
    try {
        (void)help_on(grid::tools::gridify_help(), "units.gpkg");
        FAIL("nothing is thrown");
    } catch (const grid::ConfigError& error) {
        CHECK(has(error.what(), "nothing on 'units.gpkg'"));
        CHECK(has(error.advice().english(), "sizes and codes"));
    }
}
