#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/merge/merge.hpp"

namespace grid {

namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string merge_report_text(const MergeReport& report, Language language) {
    std::string text;
    const auto line = [&](const Message& key, const Message& value) {
        text += fmt::format("{:<17} {}\n", key.in(language), value.in(language));
    };
    const auto number = [&line](const Message& key, std::int64_t value) { line(key, fmt::format("{}", value)); };
    for (const MergedInput& input : report.inputs)
        line(msg("input"), msg("{}: {} of {} grids", input.file, input.kept, input.grids));
    if (report.units_replaced > 0) number(msg("units replaced"), report.units_replaced);
    number(msg("vertices matched"), report.vertices_matched);
    if (report.grids_fused > 0) number(msg("grids fused"), report.grids_fused);
    if (report.grids_rolled_up > 0) number(msg("rolled up"), report.grids_rolled_up);
    number(msg("units"), report.units);
    number(msg("grids"), report.grids);
    number(msg("households"), report.households);
    line(msg("findings"), report.findings.empty() ? msg("none") : Message(fmt::format("{}", report.findings.size())));
    for (const FindingsOfKind& kind : by_kind(report.findings)) {
        const Message amounts = amounts_text(kind);
        text += fmt::format("  {:<15} {}{}\n", kind.code, kind.findings.size(),
                            amounts.empty() ? "" : (msg("; ") + amounts).in(language));
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
    json["notes"] = Json::array();
    for (const Message& note : report.notes)
        json["notes"].push_back(note.english());
    json["seconds"] = Json::object();
    for (const auto& [stage, seconds] : report.seconds)
        json["seconds"][stage] = seconds;
    json["peak_memory_bytes"] = report.peak_memory_bytes;
    json["finding_counts"] = counts_json(report.findings);
    json["findings"] = to_json(report.findings);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace grid
