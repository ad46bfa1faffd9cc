#include "libgrid/core/finding_report.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

TEST_CASE("Every kind of finding has a code of its own, a tool, and a title in both languages") {
    std::set<std::string> codes;
    for (const grid::FindingKind& kind : grid::finding_kinds()) {
        CAPTURE(kind.code);
        CHECK(codes.insert(kind.code).second);
        CHECK(kind.tools != 0);
        CHECK(!std::string(kind.title).empty());
        CHECK(!std::string(kind.title_zh).empty());
        CHECK(static_cast<unsigned char>(kind.title_zh[0]) >= 0x80);
        CHECK(grid::find_finding_kind(kind.code) == &kind);
    }
    CHECK(grid::find_finding_kind("no_such_code") == nullptr);
}

TEST_CASE("A severity is known by its name") {
    for (const auto severity : {grid::Severity::note, grid::Severity::warning, grid::Severity::error})
        CHECK(grid::severity_of(grid::severity_name(severity)) == severity);
    CHECK_FALSE(grid::severity_of("fatal"));
}

TEST_CASE("A finding takes its severity from the table, and what it has not is null in JSON") {
    grid::Finding finding{"site_adopted", "U", "", "given to U"};
    CHECK(finding.severity == grid::Severity::note);
    auto json = grid::to_json(finding);
    CHECK(json["severity"] == "note");
    for (const char* field : {"feature", "at", "width_m", "area_m2", "length_m"})
        CHECK(json[field].is_null());
    CHECK(json["other"].empty());
    finding.at = grid::Point{1, 2};
    finding.fid = 0;
    finding.width_m = 0.5;
    finding.others = {"a", "b"};
    json = grid::to_json(finding);
    CHECK(json["at"] == nlohmann::json{1.0, 2.0});
    CHECK(json["feature"] == 0);
    CHECK(json["width_m"] == 0.5);
    CHECK(json["other"] == nlohmann::json{"a", "b"});
}

TEST_CASE("Findings are put together by code, the gravest first, codes of other programs last") {
    grid::Finding foreign{"site_adopted", "", "", "m"};
    foreign.code = "of_another_program";
    const grid::Findings findings{foreign,
                                  {"site_adopted", "", "", "1"},
                                  {"limit_missed", "", "", "2"},
                                  {"site_outside", "", "", "3"},
                                  {"no_location", "", "", "4"},
                                  {"site_outside", "", "", "5"}};
    std::string order;
    for (const grid::FindingsOfKind& kind : grid::by_kind(findings))
        order += kind.code + " " + std::to_string(kind.findings.size()) + "; ";
    CHECK(order == "no_location 1; site_outside 2; limit_missed 1; site_adopted 1; of_another_program 1; ");
    CHECK(grid::counts_json(findings)["site_outside"] == 2);
}

TEST_CASE("Of one code the worst finding comes first, and what all come to is told") {
    const auto gap = [](std::string text, std::optional<double> area_m2, std::optional<double> width_m) {
        grid::Finding finding{"gap", "", "", std::move(text)};
        finding.area_m2 = area_m2;
        finding.width_m = width_m;
        return finding;
    };
    grid::Findings findings{gap("small", 0.5, 0.001), gap("none", {}, {}), gap("large", 4e6, 80),
                            gap("middle", 5e5, 90), gap("as small", 0.5, 0.001)};
    const std::vector<grid::FindingsOfKind> kinds = grid::by_kind(findings);
    REQUIRE(kinds.size() == 1);
    std::string order;
    for (const grid::Finding* finding : kinds[0].findings)
        order += finding->message.english() + "; ";
    CHECK(order == "large; middle; small; as small; none; ");
    CHECK(grid::amounts_text(kinds[0]) == "4.5 km2 in all, up to 90 m wide");
    findings.resize(1);
    CHECK(grid::amounts_text(grid::by_kind(findings)[0]).empty());

    grid::Finding border{"limit_missed", "", "", "m"};
    CHECK(grid::amounts_text(grid::by_kind({border, border})[0]).empty());
    border.length_m = 20;
    CHECK(grid::amounts_text(grid::by_kind({border, border})[0]) == "40 m in all");
}
