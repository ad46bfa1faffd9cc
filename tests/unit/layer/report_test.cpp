#include "libgrid/layer/report.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <string>

namespace {

grid::RunReport example() {
    std::vector<grid::GridRow> rows(3);
    rows[0].households = 440;
    rows[0].dev_households = 0.1;
    rows[0].dev_workload = -0.25;
    rows[0].compactness = 0.5;
    rows[0].workload = 1.5;
    rows[1].households = 1360;
    rows[1].dev_households = -0.05;
    rows[1].compactness = 0.7;
    rows[2].kind = "dedicated";
    rows[2].dev_households = 9;
    rows[2].compactness = 0.3;
    grid::RunReport report;
    grid::summarise_grids(rows, 0.1, 0.2, report);
    report.version = "1.2.3";
    report.units = 1;
    report.inner_border_m = 2000;
    report.inner_border_on_barrier_m = 1234;
    report.seconds = {{"read", 0.5}, {"divide", 1.25}};
    report.has_workload = true;
    report.options = {{"target", "400"}, {"barriers", "a"}, {"barriers", "b"}, {"barriers", "c"}};
    return report;
}

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("rows are summed, and dedicated grids do not count in the balance") {
    const grid::RunReport report = example();
    CHECK(report.grids == 3);
    CHECK(report.dedicated_grids == 1);
    CHECK(report.households == 1800 * grid::count_scale);
    CHECK(report.households_dev.worst == 0.1);
    CHECK(report.households_dev.mean == doctest::Approx(0.075));
    CHECK(report.households_dev.grids == 2);
    CHECK(report.households_dev.within_tolerance == 2);
    CHECK(report.workload_dev.within_tolerance == 1);
    CHECK(report.mean_compactness == doctest::Approx(0.5));
}

TEST_CASE("the text report is a table with sensible digits") {
    const std::string text = grid::report_text(example());
    CAPTURE(text);
    CHECK(has_line(text, "grids                 3 (1 dedicated)"));
    CHECK(has_line(text, "households            1,800"));
    CHECK(has_line(text, "workload              1.500"));
    CHECK(has_line(text, "household deviation   worst 10.0 %, mean 7.50 %, 2 of 2 grids within 10.0 %"));
    CHECK(has_line(text, "inner borders         2.0 km, 61.7 % on barriers"));
    CHECK(has_line(text, "seconds               1.75 (read 0.50, divide 1.25)"));
    CHECK(has_line(text, "findings              none"));
}

TEST_CASE("findings are counted by code with a few examples") {
    grid::RunReport report = example();
    for (int i = 1; i <= 5; ++i)
        report.findings.push_back({"site_outside", "", "", "site " + std::to_string(i)});
    report.findings.push_back({"limit_missed", "U", "", "unit 东华门 has 550"});
    const std::string text = grid::report_text(report, 2);
    CAPTURE(text);
    CHECK(has_line(text, "findings              6"));
    CHECK(has_line(text, "  limit_missed       1\n    warning: unit 东华门 has 550"));
    CHECK(has_line(text, "  site_outside       5\n    error: site 1\n    error: site 2\n    ... and 3 more"));
}

TEST_CASE("an empty run has a report too") {
    CHECK(has_line(grid::report_text({}), "inner borders         0.0 km, 0.00 % on barriers"));
    CHECK(nlohmann::json::parse(grid::report_json({}))["grids"] == 0);
}

TEST_CASE("the JSON report has every finding and survives text that is not UTF-8") {
    grid::RunReport report = example();
    report.findings.push_back({"site_outside", "\xFF", "", "m", grid::Point{1.5, 2.5}});
    const auto json = nlohmann::json::parse(grid::report_json(report));
    CHECK(json["households"] == 1800);
    CHECK(json["inner_border_barrier_share"] == doctest::Approx(0.617));
    CHECK(json["findings"].size() == 1);
    CHECK(json["findings"][0]["at"][1] == 2.5);
    CHECK(json["finding_counts"]["site_outside"] == 1);
    CHECK(json["options"]["target"] == "400");
    CHECK(json["options"]["barriers"] == nlohmann::json{"a", "b", "c"});
    CHECK(json["seconds"]["divide"] == 1.25);
    report.households += 1;
    CHECK(nlohmann::json::parse(grid::report_json(report))["households"] == 1800.001);
}

TEST_CASE("the peak memory of a process is known") {
    CHECK(grid::peak_memory_bytes() > 100'000);
}
