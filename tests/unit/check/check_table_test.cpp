#include "libgrid/check/check_table.hpp"

#include <doctest/doctest.h>

#include <set>

#include "libgrid/check/check_report.hpp"
#include "libgrid/core/error.hpp"

TEST_CASE("Codes of checks are unique and in lower snake case, and groups stand together") {
    std::set<std::string> codes;
    std::set<grid::FindingGroup> closed;
    grid::FindingGroup open = grid::all_checks().front().group;
    for (const grid::FindingKind& check : grid::all_checks()) {
        CHECK(codes.insert(check.code).second);
        CHECK(std::string(check.code).find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
        if (check.group != open) closed.insert(open);
        open = check.group;
        CHECK_FALSE(closed.contains(open));
    }
}

TEST_CASE("A selection with --only runs these, less those that are skipped") {
    grid::CheckSelection selection;
    CHECK(selection.wants("gap"));
    selection.only({"gap", "overlap"});
    selection.skip({"overlap"});
    CHECK(selection.wants("gap"));
    CHECK_FALSE(selection.wants("overlap"));
    CHECK_FALSE(selection.wants("code_missing"));
}

TEST_CASE("A severity can be set, and a check switched off and on again") {
    grid::CheckSelection selection;
    CHECK(selection.severity("limit_missed") == grid::Severity::warning);
    selection.set_severity("limit_missed=error");
    CHECK(selection.severity("limit_missed") == grid::Severity::error);
    selection.set_severity("limit_missed=off");
    CHECK_FALSE(selection.wants("limit_missed"));
    selection.set_severity("limit_missed=warning");
    CHECK(selection.wants("limit_missed"));
    CHECK_THROWS_AS(selection.set_severity("limit_missed"), grid::ConfigError);
    CHECK_THROWS_AS(selection.set_severity("limit_missed=fatal"), grid::ConfigError);
}

TEST_CASE("An unknown code is refused, and codes that are alike are named") {
    grid::CheckSelection selection;
    try {
        selection.only({"vertex_unmatched"});
        FAIL("nothing was thrown");
    } catch (const grid::ConfigError& error) {
        CHECK(std::string(error.what()) == "there is no check 'vertex_unmatched'");
        CHECK(error.advice() == "did you mean unmatched_vertex? --list-checks names them all");
    }
}

TEST_CASE("The last line of the report is made for scripts") {
    grid::CheckResult result;
    result.grids = 4;
    result.checks_run = {"gap"};
    CHECK(grid::check_report_text(result, 3) ==
          "result=clean grids=4 errors=0 warnings=0 notes=0 checks=1 not_run=0 repaired=0\n");
    grid::Finding gap{"gap", "u", "u001", "3 m2 in no grid", grid::Point{1.5, 2}};
    gap.fid = 7;
    result.findings = {gap, gap, gap};
    CHECK(grid::check_report_text(result, 2) ==
          "Coverage\n"
          "  error: gap (3): ground between features belongs to none\n"
          "    feature 7, grid u001, at 1.5,2: 3 m2 in no grid\n"
          "    feature 7, grid u001, at 1.5,2: 3 m2 in no grid\n"
          "    and 1 more\n"
          "result=findings grids=4 errors=3 warnings=0 notes=0 checks=1 not_run=0 repaired=0\n");
}

TEST_CASE("The summary is CSV with quotes where they are needed") {
    grid::CheckResult result;
    grid::UnitSummary unit;
    unit.unit_code = "a, \"b\"";
    unit.grids = 2;
    unit.households = 810.5;
    unit.mean = 1.0 / 3;
    result.units = {unit};
    CHECK(grid::summary_csv(result) ==
          "unit_code,grids,households,min,max,mean,cv,worst_dev,compactness,gini_households,gini_workload\n"
          "\"a, \"\"b\"\"\",2,810.5,0,0,0.3,0.0000,0.0000,0.0000,0.0000,0.0000\n");
}
