#include "libgrid/layer/given_names.hpp"

#include <doctest/doctest.h>

namespace {

grid::Profile profile(const std::string& pattern) {
    grid::Profile result;
    result.names.numbered = pattern;
    return result;
}

}  // namespace

TEST_CASE("a name is given by hand unless a pattern makes it") {
    grid::GivenNames names(profile("{unit}/{nn}"));
    const auto is_given = [&](const std::string& name) { return names.is_given(name, {"East", "E"}, "u", "u007"); };
    CHECK(!is_given("East/007"));
    CHECK(!is_given("E/007"));
    CHECK(!is_given("East Grid 7"));  // the pattern of the profile `default`
    CHECK(!is_given(""));
    CHECK(is_given("East/008"));
    CHECK(is_given("West/007"));
    CHECK(is_given("garden"));
    CHECK(is_given("No 7 of East"));
    names.add_pattern("No {n} of {unit}");
    CHECK(!is_given("No 7 of East"));
}

TEST_CASE("where the code says no number every name is given by hand") {
    const grid::GivenNames names(profile("{unit} {n}"));
    CHECK(names.is_given("East 7", {"East"}, "u", "seven"));
}

TEST_CASE("names in numerals, of only grids and of earlier versions are made, whatever the profile now says") {
    const grid::GivenNames names(profile("{unit} {n}"));
    const auto is_given = [&](const std::string& name) { return names.is_given(name, {"东湖"}, "u", "u012"); };
    for (const char* const made : {"东湖第十二网格", "东湖网格", "东湖第12网格"}) {
        CHECK(!is_given(made));
        CHECK(names.is_made(made, "东湖", "u"));
    }
    CHECK(is_given("东湖第十三网格"));
    CHECK(names.is_made("东湖第十三网格", "东湖", "u"));
    CHECK(!names.is_made("东湖第一小学", "东湖", "u"));
}
