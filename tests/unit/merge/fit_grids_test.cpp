#include "libgrid/merge/fit_grids.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "grid_sets.hpp"
#include "libgrid/coverage/settle.hpp"
#include "libgrid/merge/borders.hpp"
#include "libgrid/merge/dissolve.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

using test::ring;
using test::set_of;
using test::south;
using test::west;

namespace {

bool has_vertex(const GridSet& set, std::size_t row, const Point& p) {
    const Ring& shell = set.geometry[row].front().shell;
    return std::ranges::find(shell, Point{west + p.x, south + p.y}) != shell.end();
}

MultiPolygon all_of(const GridSet& set) {
    std::vector<const MultiPolygon*> parts;
    for (const MultiPolygon& polygons : set.geometry)
        parts.push_back(&polygons);
    return dissolve(parts);
}

Ring square() {
    return ring({{0, 0}, {10, 0}, {10, 10}, {0, 10}});
}

}  // namespace

TEST_CASE("a vertex a micrometre off the border of a grid of its own input is put into it, and nothing is said") {
    for (const double off : {-1e-6, 0.0, 1e-6}) {
        GridSet set = set_of({{0, square()}, {0, ring({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10 + off, 5}})}});
        CHECK(fit_grids(set, false, 1).empty());
        CHECK(has_vertex(set, 0, {10 + off, 5}));
        CHECK(set.stale == std::vector<char>{1, 0});
        CHECK(is_settled(set.geometry));
        const MultiPolygon whole = all_of(set);
        REQUIRE(whole.size() == 1);
        CHECK(whole.front().holes.empty());
        CHECK(whole.front().shell == ring({{0, 0}, {10, 0}, {20, 0}, {20, 10}, {10, 10}, {0, 10}}));
    }
}

TEST_CASE("what cannot be dissolved exactly is nothing") {
    const GridSet beside = set_of({{0, square()}, {0, ring({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10 + 1e-6, 5}})}});
    CHECK(all_of(beside).front().holes.size() + all_of(beside).size() != 1);
    CHECK(all_of(set_of({{0, square()}, {0, ring({{9, 0}, {20, 0}, {20, 10}, {9, 10}})}})).empty());
}

TEST_CASE("ground of two grids is that of the smaller one, and no other vertex moves") {
    GridSet set = set_of({{0, square()}, {1, ring({{9, 2}, {30, 2}, {30, 8}, {9, 8}})}});
    const Findings findings = fit_grids(set, false, 1);
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().code == "inputs_overlap");
    CHECK(findings.front().grid_code == "u1001");
    CHECK(findings.front().message.english().find("6 m2") != std::string::npos);
    CHECK(findings.front().message.english().find("is that of u0001 now, the smaller one") != std::string::npos);
    CHECK(has_vertex(set, 0, {10, 2}));  // where the borders crossed
    CHECK(set.geometry[1].front().shell == ring({{10, 2}, {30, 2}, {30, 8}, {10, 8}}));
    CHECK(is_settled(set.geometry));
}

TEST_CASE("a base keeps its ground, whatever its size") {
    for (const bool base_keeps : {false, true}) {
        GridSet set = set_of(
            {{0, ring({{0, 0}, {30, 0}, {30, 10}, {0, 10}})}, {1, ring({{29, 0}, {40, 0}, {40, 10}, {29, 10}})}});
        const Findings findings = fit_grids(set, base_keeps, 1);
        REQUIRE(findings.size() == 1);
        CHECK(findings.front().grid_code == (base_keeps ? "u1001" : "u0001"));
        CHECK(has_vertex(set, 0, {30, 0}) == base_keeps);
    }
}

TEST_CASE("a grid that would lose all its ground is refused by name, for its households would be nowhere") {
    GridSet twice = set_of({{0, square()}, {1, square()}});
    CHECK_THROWS_WITH_AS(
        (void)fit_grids(twice, false, 1),
        doctest::Contains("u1001 has no ground of its own, only strips 0 m wide beside u0001 of a.gpkg"), InputError);
    GridSet nested = set_of({{0, square()}, {1, ring({{4, 4}, {6, 4}, {6, 6}, {4, 6}})}});
    CHECK(fit_grids(nested, false, 1).size() == 1);
    CHECK(nested.geometry[0].front().holes.size() == 1);
    GridSet in_base = set_of({{0, square()}, {1, ring({{4, 4}, {6, 4}, {6, 6}, {4, 6}})}});
    CHECK_THROWS_AS((void)fit_grids(in_base, true, 1), InputError);
}

TEST_CASE("a narrow gap is told wherever it is, a wide one between inputs only") {
    const auto codes_of = [](int second, double width) {
        GridSet set = set_of(
            {{0, ring({{0, 0}, {30, 0}, {30, 10}, {20, 10}, {20, 5}, {10, 5}, {10, 10}, {0, 10}})},
             {second,
              ring({{0, 10}, {10, 10}, {10, 5 + width}, {20, 5 + width}, {20, 10}, {30, 10}, {30, 20}, {0, 20}})}});
        const Findings findings = fit_grids(set, false, 1);
        return findings.empty() ? std::string() : findings.front().code;
    };
    CHECK(codes_of(0, 0.1) == "inputs_gap");
    CHECK(codes_of(1, 0.1) == "inputs_gap");
    CHECK(codes_of(0, 3).empty());
    CHECK(codes_of(1, 3) == "inputs_gap");
}

TEST_CASE("a grid that crosses itself is refused with its place") {
    GridSet set = set_of({{0, square()}, {1, ring({{10, 0}, {20, 10}, {20, 0}, {10, 10}})}});
    try {
        (void)mend_rings(set, 1);
        FAIL("it was accepted");
    } catch (const InputError& error) {
        CHECK(std::string(error.what()).find("the grid u1001 is not valid: Self-intersection") != std::string::npos);
        CHECK(error.place().file == "b.gpkg");
        CHECK(error.place().fid == 2);
        CHECK(error.place().at == Point{west + 15, south + 5});
        CHECK(error.advice().english().find("--repair") != std::string::npos);
    }
}

TEST_CASE("a ring that touches itself, or runs to and fro, is put right, and told") {
    GridSet set = set_of({{0, ring({{0, 0}, {5, 0}, {10, 0}, {10, 10}, {5, 0}, {0, 10}})},
                          {1, ring({{10, 0}, {20, 0}, {25, 0}, {20, 0}, {20, 10}, {10, 10}})}});
    const Findings findings = mend_rings(set, 2);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].code == "grid_mended");
    CHECK(set.stale == std::vector<char>{1, 1});
    CHECK(set.geometry[0].size() == 2);
    CHECK(set.geometry[1].front().shell == ring({{10, 0}, {20, 0}, {20, 10}, {10, 10}}));
}

TEST_CASE("a part that crosses itself is not dropped, though its area adds up to nothing") {
    GridSet set = set_of({{0, square()}});
    set.geometry[0].push_back({ring({{20, 0}, {30, 0}, {20, 30}, {30, 30}}), {}});
    CHECK_THROWS_AS((void)mend_rings(set, 1), InputError);
}

TEST_CASE("a vertex of another input does not fold the border of a grid that is as narrow as that") {
    // A neck of 0.05 mm: the vertex of the other input lies beyond it.
    GridSet set =
        set_of({{0, ring({{0, 0}, {10, 0}, {10, 4.99995}, {20, 4.99995}, {20, 5}, {10, 5}, {10, 10}, {0, 10}})},
                {1, ring({{10, 0}, {20, 0}, {20, 4.99995}, {15, 5.00004}, {10, 4.99995}})}});
    match_borders(set, 1);
    for (const MultiPolygon& polygons : set.geometry)
        CHECK_FALSE(find_invalid(polygons).has_value());
    (void)fit_grids(set, false, 1);
    CHECK(is_settled(set.geometry));
}

}  // namespace grid
