#include "libgrid/layer/grid_name.hpp"

#include <doctest/doctest.h>

#include "libgrid/core/error.hpp"

TEST_CASE("a name follows its pattern") {
    const auto name = [](const char* pattern, const char* unit) {
        return grid::grid_name(pattern, unit, "C1", 7, {12, true, 3, 1});
    };
    CHECK(name("{unit}第{n}网格", "东华门") == "东华门第7网格");
    CHECK(name("{unit}第{zh}网格", "东华门") == "东华门第七网格");
    CHECK(name("{parent}网格", "东华门") == "东华门网格");
    CHECK(name("{unit} Grid {n}", "") == "Grid 7");
    CHECK(name("{code}-{nn}", "x") == "C1-007");
    CHECK(name("{n} {open", "x") == "7 {open");
    CHECK(name("{unit} {n}", "{n}") == "{n} 7");
}

TEST_CASE("a pattern needs the number, but for that of an only grid, and knows its words") {
    CHECK_NOTHROW(grid::check_name_pattern("{unit}第{zh}网格", "f", true));
    CHECK_NOTHROW(grid::check_name_pattern("{unit}网格", "f", false));
    CHECK_THROWS_AS(grid::check_name_pattern("{unit}网格", "f", true), grid::ConfigError);
    CHECK_THROWS_AS(grid::check_name_pattern("{unti}{n}", "f", false), grid::ConfigError);
}

TEST_CASE("another language changes the usual names, and none of the profile's own") {
    grid::Profile profile;
    grid::set_language(profile, grid::Language::zh);
    CHECK(profile.names.pattern(false) == "{unit}第{zh}网格");
    CHECK(profile.names.pattern(true) == "{unit}网格");
    grid::set_language(profile, grid::Language::en);
    CHECK(profile.names.pattern(true) == "{unit} Grid {n}");
    grid::Profile own = grid::parse_profile("[names]\nlanguage = zh\npattern = {unit}-{n}\n", "f", "own");
    CHECK(own.names.pattern(true) == "{unit}-{n}");
    grid::set_language(own, grid::Language::en);
    CHECK(own.names.numbered == "{unit}-{n}");
}
