#include "libgrid/layer/unit_codes.hpp"

#include <doctest/doctest.h>

using grid::FaultyUnit;
using grid::Findings;
using grid::InputError;
using grid::MultiPolygon;
using grid::Unit;
using grid::UnitRules;

namespace {

MultiPolygon box(double x0, double y0, double x1, double y1) {
    return {{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}, {}}};
}

Unit unit(std::int64_t fid, const char* code, MultiPolygon outline, const char* name = "") {
    Unit unit;
    unit.code = code;
    unit.name = name;
    unit.output = std::move(outline);
    unit.place = {"units.gpkg", "units", fid, {}};
    return unit;
}

grid::CodeLayout digits12() {
    grid::CodeLayout layout;
    layout.unit_digits = 12;
    return layout;
}

std::string problem_of(const char* code) {
    Findings findings;
    const auto fault = grid::find_code_fault(std::string(code), unit(7, code, box(0, 0, 1, 1)), {}, digits12(),
                                             "--code-field", findings);
    return fault ? fault->problem.english() : "";
}

/// The message and the advice.
std::pair<std::string, std::string> refusal(std::vector<Unit> units, std::vector<FaultyUnit> faulty = {}) {
    Findings findings;
    try {
        grid::settle_codes(units, std::move(faulty), {}, {}, findings);
    } catch (const InputError& error) {
        return {error.what(), error.advice().english()};
    }
    return {};
}

FaultyUnit empty_code(std::int64_t fid) {
    return {"", {"units.gpkg", "units", fid, {}}, "the unit code is empty", "choose the field", {}};
}

}  // namespace

TEST_CASE("What is wrong with a code is said without its place") {
    CHECK(problem_of("420106001001").empty());
    CHECK(problem_of("") == "the unit code is empty");
    CHECK(problem_of("42") == "the unit code '42' is not 12 digits");
    CHECK(problem_of("4.2E+11") == "the unit code '4.2E+11' is a number as spreadsheets write it");
}

TEST_CASE("One faulty unit is named with its place, several with their number and the first ten") {
    const std::vector<Unit> good{unit(1, "A", box(0, 0, 1, 1))};
    CHECK(refusal(good).first.empty());
    CHECK(refusal(good, {empty_code(3)}) ==
          std::pair<std::string, std::string>("units.gpkg (layer units, feature 3): the unit code is empty",
                                              "choose the field; --skip-faulty leaves it out"));
    std::vector<FaultyUnit> many;
    for (std::int64_t fid = 14; fid > 2; --fid)
        many.push_back(empty_code(fid));
    const auto [message, advice] = refusal(good, many);
    CHECK(
        message.starts_with("units.gpkg (layer units): 12 units cannot be used: feature 3: the unit code is empty; "));
    CHECK(message.ends_with("feature 12: the unit code is empty; and 2 more"));
    CHECK(advice == "choose the field; --skip-faulty leaves them out");
}

TEST_CASE("A code of two features is said of the later one, and that they can be one unit if they lie side by side") {
    const auto [message, advice] =
        refusal({unit(2, "M2", box(0, 0, 1, 1)), unit(5, "M2", box(3, 0, 4, 1)), unit(3, "M1", box(7, 0, 8, 1))});
    CHECK(message == "units.gpkg (layer units, feature 5): the unit code M2 is also that of feature 2");
    CHECK(advice ==
          "make the codes unique, or choose another field with --code-field; --dissolve-units makes one unit of the "
          "features of one code; --skip-faulty leaves them out");
    const auto over = refusal({unit(2, "M2", box(0, 0, 1, 1)), unit(5, "M2", box(0.5, 0, 4, 1))});
    CHECK(over.second.find("--dissolve-units") == std::string::npos);
}

TEST_CASE("Faulty units are left out with a finding each, of one code all, whichever comes first") {
    UnitRules rules;
    rules.skip_faulty = true;
    std::vector<Unit> units{unit(5, "M2", box(3, 0, 4, 1)), unit(4, "M1", box(7, 0, 8, 1)),
                            unit(2, "M2", box(0, 0, 1, 1))};
    Findings findings;
    grid::settle_codes(units, {empty_code(3)}, rules, {}, findings);
    REQUIRE(units.size() == 1);
    CHECK(units[0].code == "M1");
    REQUIRE(findings.size() == 3);
    CHECK(findings[0].message == "feature 2 was left out (--skip-faulty): the unit code M2 is also that of feature 5");
    CHECK(findings[1].message == "feature 3 was left out (--skip-faulty): the unit code is empty");
    for (const grid::Finding& finding : findings) {
        CHECK(finding.code == "unit_skipped");
        CHECK(finding.severity == grid::Severity::error);
    }
}

TEST_CASE("Features of one code become one unit, exactly, with the first of their names") {
    UnitRules rules;
    rules.dissolve = true;
    std::vector<Unit> units{unit(5, "M2", box(10, 0, 20, 10), "West"), unit(4, "M1", box(70, 0, 80, 10)),
                            unit(2, "M2", box(0, 0, 10, 10), "East"), unit(9, "M2", box(30, 0, 40, 10), "West")};
    Findings findings;
    grid::settle_codes(units, {}, rules, {}, findings);
    REQUIRE(units.size() == 2);
    CHECK(units[1].name == "East");
    CHECK(units[1].place.fid == 2);
    REQUIRE(units[1].output.size() == 2);
    CHECK(units[1].output[0].shell == grid::Ring{{0, 0}, {10, 0}, {20, 0}, {20, 10}, {10, 10}, {0, 10}, {0, 0}});
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].code == "unit_names_differ");
    CHECK(findings[0].message == "the features 2, 5, 9 of unit M2 have 2 names; 'East' was taken");

    units = {unit(1, "M2", box(0, 0, 10, 10)), unit(2, "M2", box(8, 0, 20, 10))};
    findings.clear();
    grid::settle_codes(units, {}, rules, {}, findings);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].message.english().starts_with(
        "the features 1, 2 of unit M2 overlap: 20 m2, mean width 1.667 m, that count once, at "));
}
