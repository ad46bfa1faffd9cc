#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "grid_sets.hpp"
#include "libgrid/merge/borders.hpp"
#include "libgrid/merge/fit_grids.hpp"
#include "libgrid/merge/fuse.hpp"
#include "libgrid/merge/roll_up.hpp"

namespace grid {

using test::ring;
using test::set_of;
using test::south;
using test::west;

TEST_CASE("a vertex on the border of another input is put into it, and the polygon is measured again") {
    GridSet set = set_of({{0, ring({{0, 0}, {10, 0}, {10, 10}, {0, 10}})},
                          {1, ring({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 7}, {10, 3}})}});
    CHECK(match_borders(set, 1) == 2);
    CHECK(set.geometry[0].front().shell == ring({{0, 0}, {10, 0}, {10, 3}, {10, 7}, {10, 10}, {0, 10}}));
    CHECK(set.stale == std::vector<char>{1, 0});
    CHECK(fit_grids(set, false, 1).empty());
}

TEST_CASE("both sides have vertices that the other lacks") {
    GridSet set = set_of({{0, ring({{0, 0}, {10, 0}, {10, 4}, {10, 10}, {0, 10}})},
                          {1, ring({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 6}})}});
    CHECK(match_borders(set, 2) == 2);
    CHECK(fit_grids(set, false, 1).empty());
}

TEST_CASE("a border inside one input is left as it is") {
    GridSet set = set_of({{0, ring({{0, 0}, {10, 0}, {10, 10}, {0, 10}})},
                          {0, ring({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 5}})},
                          {1, ring({{0, 10}, {10, 10}, {20, 10}, {20, 20}, {0, 20}})}});
    CHECK(match_borders(set, 1) == 0);
    CHECK(fit_grids(set, false, 1).empty());
}

TEST_CASE("inputs that overlap or leave a gap are told with both sources") {
    const auto faults_of = [](double x) {
        GridSet set =
            set_of({{0, ring({{0, 0}, {10, 0}, {10, 10}, {0, 10}})}, {1, ring({{x, 0}, {20, 0}, {20, 10}, {x, 10}})}});
        match_borders(set, 1);
        return fit_grids(set, false, 1);
    };
    const Findings overlap = faults_of(9);
    REQUIRE(overlap.size() == 1);
    CHECK(overlap.front().code == "inputs_overlap");
    CHECK(overlap.front().severity == Severity::error);
    CHECK(overlap.front().message.english().find("a.gpkg") != std::string::npos);
    CHECK(overlap.front().message.english().find("b.gpkg") != std::string::npos);
    const Findings gap = faults_of(10.25);
    REQUIRE(gap.size() == 1);
    CHECK(gap.front().code == "inputs_gap");
    CHECK(faults_of(12).empty());
}

TEST_CASE("vertices of an input from another system are put upon those that they stand for") {
    GridSet set = set_of({{0, ring({{0, 0}, {10, 0}, {10, 10}, {0, 10}})},
                          {1, ring({{10.00001, 0}, {20, 0}, {20, 10}, {10, 9.99999}, {10.00001, 5}})}});
    set.inputs[1].transformed = true;
    match_borders(set, 1);
    CHECK(fit_grids(set, false, 1).empty());
    CHECK(set.geometry[1].front().shell.front() == Point{west + 10, south});
}

TEST_CASE("the smallest grid goes first, to the neighbour with the fewest households") {
    GridSet set = set_of({{0, ring({{0, 0}, {1, 0}, {1, 1}, {0, 1}})},
                          {0, ring({{1, 0}, {2, 0}, {2, 1}, {1, 1}})},
                          {0, ring({{2, 0}, {3, 0}, {3, 1}, {2, 1}})}});
    const std::int64_t households[] = {90, 40, 80};
    for (std::size_t i = 0; i < 3; ++i) {
        set.rows[i].unit_code = "u";
        set.rows[i].households = households[i];
        set.rows[i].area_m2 = 1;
    }
    Findings findings;
    CHECK(fuse_small_grids(set, 50, {}, findings) == 1);
    CHECK(findings.empty());
    REQUIRE(set.size() == 2);
    CHECK(set.rows[0].households == 90);
    CHECK(set.rows[1].households == 120);
    CHECK(set.rows[1].code == "u2001");
    CHECK(set.lineage.size() == 3);
    CHECK(set.rows[1].dev_households == doctest::Approx(120 / 105.0 - 1));
}

TEST_CASE("a level is the beginning of the unit code") {
    GridSet set = set_of({{0, ring({{0, 0}, {1, 0}, {1, 1}, {0, 1}})},
                          {0, ring({{1, 0}, {2, 0}, {2, 1}, {1, 1}})},
                          {0, ring({{2, 0}, {3, 0}, {3, 1}, {2, 1}})}});
    const char* const units[] = {"420106001001", "420106001002", "420106002001"};
    for (std::size_t i = 0; i < 3; ++i)
        set.rows[i].unit_code = units[i];
    MergeRequest request;
    request.threads = 1;
    request.roll_up = RollUp::town;
    Findings findings;
    CHECK(roll_up(set, request, findings) == 3);
    REQUIRE(set.size() == 2);
    CHECK(set.rows[0].code == "420106001");
    CHECK(set.rows[0].unit_code == "420106");
    CHECK(set.rows[0].households == 200);
    CHECK(set.rows[0].dev_households == doctest::Approx(200 / 150.0 - 1));
    request.roll_up = RollUp::city;
    set.rows[0].unit_code = "4201x6";
    CHECK_THROWS_AS(roll_up(set, request, findings), InputError);
}

}  // namespace grid
