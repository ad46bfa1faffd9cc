#include "libgrid/layer/units_together.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "libgrid/coverage/coverage.hpp"
#include "libgrid/layer/snap_units.hpp"

using grid::Finding;
using grid::Findings;
using grid::MultiPolygon;
using grid::Point;
using grid::Ring;
using grid::Severity;
using grid::Unit;
using grid::UnitRules;
using grid::UnitsTogether;

namespace {

MultiPolygon area(Ring shell, std::vector<Ring> holes = {}) {
    shell.push_back(shell.front());
    for (Ring& hole : holes)
        hole.push_back(hole.front());
    return {{std::move(shell), std::move(holes)}};
}

MultiPolygon box(double x0, double y0, double x1, double y1) {
    return area({{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}});
}

Unit unit(const char* code, MultiPolygon outline) {
    Unit unit;
    unit.code = code;
    unit.output = std::move(outline);
    unit.place.file = "units.gpkg";
    unit.place.fid = code[0] - 'A' + 1;
    return unit;
}

struct Brought {
    std::vector<Unit> units;
    UnitsTogether together;
    Findings findings;

    [[nodiscard]] std::vector<std::string> messages() const {
        std::vector<std::string> all;
        for (const Finding& finding : findings)
            all.push_back(finding.code + " " + finding.unit_code + ": " + finding.message.english());
        return all;
    }
};

Brought bring(std::vector<Unit> units, const UnitRules& rules = {}) {
    Brought brought{std::move(units), {}, {}};
    brought.together = grid::bring_units_together(brought.units, {}, rules, 2, brought.findings);
    return brought;
}

}  // namespace

TEST_CASE("Units that fit stay as they are, and nothing is said") {
    const Brought brought = bring({unit("A", box(0, 0, 10, 10)), unit("B", box(10, 0, 20, 10))});
    CHECK(brought.findings.empty());
    CHECK(brought.together.gaps.empty());
    CHECK(brought.together.added.empty());
    CHECK(brought.units[0].output == box(0, 0, 10, 10));
}

TEST_CASE("Ground in two units belongs to the smaller one, and is told with its size and place") {
    const Brought brought = bring({unit("A", box(0, 0, 2000, 2000)), unit("B", box(1960, 0, 4000, 2000))});
    CHECK(brought.messages() ==
          std::vector<std::string>{
              "units_overlap B: units A and B overlap (80000 m2, mean width 39.22 m); what both have belongs to A, the "
              "smaller one, at 1980,1000"});
    CHECK(brought.findings[0].severity == Severity::error);
    CHECK(brought.units[1].output == area({{2000, 0}, {4000, 0}, {4000, 2000}, {2000, 2000}}));
    CHECK(brought.together.added == std::vector<Point>{{1960, 0}, {1960, 2000}, {2000, 0}, {2000, 2000}});
}

TEST_CASE("A unit inside another keeps its ground, and of equal ones the one with the smaller code is left") {
    const Brought inside = bring({unit("A", box(0, 0, 40, 30)), unit("B", box(10, 10, 25, 22))});
    CHECK(inside.messages() ==
          std::vector<std::string>{"units_overlap A: unit B lies in unit A (180 m2, mean width 6.667 m); its ground "
                                   "belongs to B, the smaller one, at 17.5,16"});
    const Brought equal = bring({unit("A", box(0, 0, 10, 10)), unit("B", box(0, 0, 10, 10))});
    CHECK(equal.messages() ==
          std::vector<std::string>{
              "units_overlap B: units A and B have the same ground (100 m2, mean width 5 m); it "
              "belongs to A, whose code is the smaller one, at 5,5",
              "unit_covered B: of unit B nothing remains beside unit A; it was left out (feature 2)"});
    REQUIRE(equal.units.size() == 1);
    CHECK(equal.units[0].code == "A");
}

TEST_CASE("Which areas are equal does not hang on where a ring begins") {
    const Ring ring{{500000.123, 3400000.456}, {500401.789, 3400013.1}, {500377.7, 3400390.3}, {500012.9, 3400411.4}};
    for (std::size_t i = 0; i < ring.size(); ++i) {
        Ring turned = ring;
        std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(i), turned.end());
        const Brought brought = bring({unit("A", area(turned)), unit("B", area(ring))});
        REQUIRE(brought.units.size() == 1);
        CHECK(brought.units[0].code == "A");
    }
}

TEST_CASE("Enclosed gaps are kept for those who count what lies in them, of narrow ones all places together") {
    const Brought wide =
        bring({unit("A", area({{0, 0}, {30, 0}, {30, 30}, {20, 30}, {20, 10}, {10, 10}, {10, 30}, {0, 30}})),
               unit("B", box(0, 30, 30, 40))});
    CHECK(wide.findings.empty());
    REQUIRE(wide.together.gaps.size() == 1);
    CHECK(wide.together.gaps[0].codes == std::vector<std::string>{"A", "B"});
    CHECK(wide.together.gaps[0].area_m2 == doctest::Approx(200));
    const Brought narrow =
        bring({unit("A", area({{0, 0}, {40, 0}, {40, 10}, {30, 9.9}, {21, 10}, {20, 10}, {10, 9.8}, {0, 10}})),
               unit("B", area({{0, 10}, {20, 10}, {21, 10}, {40, 10}, {40, 20}, {0, 20}}))});
    REQUIRE(narrow.together.gaps.size() == 1);
    CHECK(narrow.together.gaps[0].places == 2);
    CHECK(narrow.together.gaps[0].area_m2 == doctest::Approx(2.95));
    const Brought lake =
        bring({unit("A", area({{0, 0}, {30, 0}, {30, 30}, {0, 30}}, {{{10, 10}, {10, 20}, {20, 20}}}))});
    CHECK(lake.findings.empty());
    REQUIRE(lake.together.gaps.size() == 1);
    CHECK(lake.together.gaps[0].codes.size() == 1);
}

TEST_CASE("Gaps that are open, and slits, are told at once") {
    const Brought open =
        bring({unit("A", box(0, 0, 10, 10)), unit("B", area({{10, 0}, {20, 0}, {20, 10}, {10.4, 10}}))});
    REQUIRE(open.findings.size() == 1);
    CHECK(open.findings[0].code == "units_gap");
    CHECK(open.findings[0].unit_code.empty());
    CHECK(open.findings[0].message.english().starts_with("a gap between units A and B is open to the outside: 1.99"));
    const Brought slits = bring({unit("A", area({{0, 0}, {20, 0}, {20, 10}, {10.3, 10}, {10, 2}, {10, 10}, {0, 10}},
                                                {{{2, 2}, {2, 8}, {2.2, 8}, {2.2, 2}}}))});
    REQUIRE(slits.findings.size() == 2);
    for (const Finding& finding : slits.findings) {
        CHECK(finding.code == "unit_slit");
        CHECK(finding.unit_code == "A");
        CHECK(finding.severity == Severity::warning);
    }
}

TEST_CASE("What is narrow is closed first if that is asked for, and each change is told") {
    UnitRules rules;
    rules.snap_m = 0.5;
    const Brought brought = bring({unit("A", area({{0, 0}, {20, 0}, {20, 10}, {10.3, 10}, {10, 2}, {10, 10}, {0, 10}})),
                                   unit("B", area({{20.1, -0.1}, {30, 0}, {30, 10}, {19.9, 10.1}}))},
                                  rules);
    std::vector<std::string> codes;
    for (const Finding& finding : brought.findings)
        codes.push_back(finding.code + " " + finding.unit_code);
    CHECK(std::ranges::count(codes, "unit_snapped A") == 1);
    CHECK(std::ranges::count(codes, "units_overlap B") == 0);
    CHECK(std::ranges::count(codes, "unit_slit A") == 0);
    CHECK(brought.findings[0].message.english().find("1 slit closed") != std::string::npos);
    CHECK(brought.together.gaps.empty());
}

TEST_CASE("Outlines are snapped on both sides alike, and what is wider stays") {
    const std::vector<MultiPolygon> outlines{box(0, 0, 10, 10), area({{10.02, 0}, {20, 0}, {20, 10}, {9.99, 10.01}}),
                                             box(21, 0, 30, 10)};
    const auto snapped = grid::snap_units(outlines, 0.05, {}, 1);
    REQUIRE(!snapped.empty());
    std::vector<MultiPolygon> now = outlines;
    for (const grid::SnappedUnit& unit : snapped) {
        CHECK(unit.unit < 2);
        now[static_cast<std::size_t>(unit.unit)] = unit.outline;
    }
    CHECK(grid::check_coverage(now).empty());
    CHECK(now[1][0].shell.front() == Point{9.99, 10.01});
    CHECK(grid::snap_units(outlines, 0.001, {}, 1).empty());
}
