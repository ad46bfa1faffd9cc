#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "libgrid/core/finding_report.hpp"
#include "libgrid/merge/merge.hpp"

namespace grid {

namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string merge_report_text(const MergeReport& report) {
    std::string text;
    const auto line = [&text](const char* key, const std::string& value) {
        text += fmt::format("{:<17} {}\n", key, value);
    };
    const auto number = [&line](const char* key, std::int64_t value) { line(key, fmt::format("{}", value)); };
    for (const MergedInput& input : report.inputs)
        line("input", fmt::format("{}: {} of {} grids", input.file, input.kept, input.grids));
    if (report.units_replaced > 0) number("units replaced", report.units_replaced);
    number("vertices matched", report.vertices_matched);
    if (report.grids_fused > 0) number("grids fused", report.grids_fused);
    if (report.grids_rolled_up > 0) number("rolled up", report.grids_rolled_up);
    number("units", report.units);
    number("grids", report.grids);
    number("households", report.households);
    line("findings", report.findings.empty() ? "none" : fmt::format("{}", report.findings.size()));
    for (const FindingsOfKind& kind : by_kind(report.findings)) {
        const std::string amounts = amounts_text(kind);
        text += fmt::format("  {:<15} {}{}\n", kind.code, kind.findings.size(), amounts.empty() ? "" : "; " + amounts);
    }
    return text;
}

std::string merge_report_json(const MergeReport& report) {
    Json json = {{"tool", "gridmerge"}, {"version", report.version}, {"inputs", Json::array()}};
    for (const MergedInput& input : report.inputs)
        json["inputs"].push_back(
            {{"file", input.file}, {"layer", input.layer}, {"grids", input.grids}, {"kept", input.kept}});
    json["units"] = report.units;
    json["grids"] = report.grids;
    json["households"] = report.households;
    json["vertices_matched"] = report.vertices_matched;
    json["units_replaced"] = report.units_replaced;
    json["grids_fused"] = report.grids_fused;
    json["grids_rolled_up"] = report.grids_rolled_up;
    json["notes"] = report.notes;
    json["seconds"] = Json::object();
    for (const auto& [stage, seconds] : report.seconds)
        json["seconds"][stage] = seconds;
    json["peak_memory_bytes"] = report.peak_memory_bytes;
    json["finding_counts"] = counts_json(report.findings);
    json["findings"] = to_json(report.findings);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace grid
