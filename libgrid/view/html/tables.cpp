#include "libgrid/view/html/tables.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>

#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/palette.hpp"
#include "libgrid/view/html/comparison.hpp"
#include "libgrid/view/html/json.hpp"

namespace grid {

namespace {

using Json = nlohmann::ordered_json;

/// A number with as many decimals as a reader could want, so that it takes little room; null if it is not finite.
Json rounded(double value, int decimals) {
    if (!std::isfinite(value)) return nullptr;
    const double scale = std::pow(10.0, decimals);
    const double result = std::round(value * scale) / scale + 0.0;
    constexpr double whole = 1e15;
    if (std::abs(result) < whole && result == std::floor(result)) return static_cast<std::int64_t>(result);
    return result;
}

constexpr int shape_decimals = 3;
constexpr int work_decimals = 5;  // shown with one: rounded twice, 48.2497 must not become 48.3
constexpr int share_decimals = 5;

template <typename Rows, typename Get>
Json column(const Rows& rows, const Get& get) {
    Json values = Json::array();
    for (const auto& row : rows)
        values.push_back(get(row));
    return values;
}

Json units_json(const Plan& plan) {
    const auto& units = plan.units;
    return {{"code", column(units, [](const PlanUnit& unit) { return unit.code; })},
            {"name", column(units, [](const PlanUnit& unit) { return unit.name; })},
            {"last", column(units, [](const PlanUnit& unit) { return unit.last; })}};
}

bool is_general(const GridRow& grid) {
    return grid.kind == "general";
}

Json grids_json(const Plan& plan) {
    const auto& grids = plan.layer.grids;
    Json json = {
        {"code", column(grids, [](const GridRow& grid) { return grid.code; })},
        {"name", column(grids, [](const GridRow& grid) { return shown_name(grid); })},
        {"general", column(grids, [](const GridRow& grid) { return is_general(grid) ? 1 : 0; })},
        {"households", column(grids, [](const GridRow& grid) { return grid.households; })},
        {"dev_hh", column(grids, [](const GridRow& grid) { return rounded(grid.dev_households, share_decimals); })},
        {"area_m2", column(grids, [](const GridRow& grid) { return rounded(grid.area_m2, 0); })},
        {"compact", column(grids, [](const GridRow& grid) { return rounded(grid.compactness, shape_decimals); })},
    };
    if (plan.has_persons)
        json["persons"] =
            column(grids, [](const GridRow& grid) { return grid.persons ? Json(*grid.persons) : Json(nullptr); });
    if (plan.has_workload) {
        json["workload"] = column(grids, [](const GridRow& grid) { return rounded(grid.workload, work_decimals); });
        json["dev_wl"] = column(grids, [](const GridRow& grid) { return rounded(grid.dev_workload, share_decimals); });
    }
    if (plan.has_hours) {
        const auto hours = [&](std::optional<double> GridRow::*field) {
            return column(grids, [field](const GridRow& grid) {
                return grid.*field ? rounded(*(grid.*field), work_decimals) : Json(nullptr);
            });
        };
        json["service_h"] = hours(&GridRow::service_h);
        json["walk_h"] = hours(&GridRow::walk_h);
        json["walk_km"] = hours(&GridRow::walk_km);
    }
    return json;
}

/// The title in both languages; for a code of an old file, which has none, the code.
Json kind_json(const FindingsOfKind& kind) {
    const FindingKind* const known = find_finding_kind(kind.code);
    return {kind.code, kind.findings.size(), severity_name(kind.severity), known == nullptr ? kind.code : known->title,
            known == nullptr ? kind.code : known->title_zh};
}

Json finding_json(const Finding& finding, const PagePlane& plane) {
    const auto at = finding.at ? plane.steps_of(*finding.at) : std::nullopt;
    return {finding.code,
            severity_name(finding.severity),
            finding.unit_code,
            finding.grid_code,
            finding.message.english(),
            at ? Json(static_cast<std::int64_t>(at->x)) : Json(nullptr),
            at ? Json(static_cast<std::int64_t>(at->y)) : Json(nullptr)};
}

/// The worst first. Where there are too many, others are no rows; of these `more` has the places, in steps, and the
/// numbers of their kinds, three numbers each.
Json findings_json(const Findings& findings, const PagePlane& plane) {
    Json rows = Json::array();
    Json kinds = Json::array();
    Json more = Json::array();
    for (const FindingsOfKind& kind : by_kind(findings)) {
        kinds.push_back(kind_json(kind));
        for (const Finding* finding : kind.findings) {
            if (rows.size() < most_listed_findings) {
                rows.push_back(finding_json(*finding, plane));
                continue;
            }
            const auto at = finding->at ? plane.steps_of(*finding->at) : std::nullopt;
            if (!at) continue;
            for (const double step : {at->x, at->y})
                more.push_back(static_cast<std::int64_t>(step));
            more.push_back(kinds.size() - 1);
        }
    }
    return {
        {"kinds", std::move(kinds)}, {"rows", std::move(rows)}, {"more", std::move(more)}, {"count", findings.size()}};
}

std::string css_color(palette::Rgb color) {
    return fmt::format("#{:06x}", color);
}

Json palette_json() {
    return {{"neighbours", column(palette::neighbours, css_color)},
            {"deviation", column(palette::deviation, css_color)},
            {"shares", column(palette::shares, css_color)},
            {"dedicated", css_color(palette::dedicated)},
            {"border", css_color(palette::border)},
            {"boundary", css_color(palette::boundary)}};
}

/// What changed since the grids before, by the table `lineage`: in sum, and for each grid where its households were.
Json lineage_json(const Plan& plan) {
    if (plan.layer.lineage.empty()) return nullptr;
    std::unordered_map<std::string, std::size_t> grid_of_code;
    for (std::size_t i = 0; i < plan.layer.grids.size(); ++i)
        grid_of_code.emplace(plan.layer.grids[i].code, i);
    std::int64_t moved = 0;
    std::int64_t fresh = 0;
    std::int64_t all = 0;
    Json rows = Json::array();
    for (const LineageRow& row : plan.layer.lineage) {
        const auto grid = grid_of_code.find(row.new_code);
        if (grid == grid_of_code.end()) continue;
        all += row.households;
        if (row.old_code.empty()) fresh += row.households;
        if (row.old_code == row.new_code || row.households <= 0) continue;
        if (!row.old_code.empty()) moved += row.households;
        rows.push_back({grid->second, row.old_code, row.households});
    }
    return {{"moved", moved}, {"new", fresh}, {"all", all}, {"rows", std::move(rows)}};
}

Json previous_json(const std::vector<GridRow>& previous) {
    if (previous.empty()) return nullptr;
    std::vector<const GridRow*> general;
    for (const GridRow& grid : previous) {
        if (is_general(grid)) general.push_back(&grid);
    }
    return {
        {"grids", previous.size()},
        {"households", column(general, [](const GridRow* grid) { return grid->households; })},
        {"workload", column(general, [](const GridRow* grid) { return rounded(grid->workload, work_decimals); })},
        {"dev_hh", column(general, [](const GridRow* grid) { return rounded(grid->dev_households, share_decimals); })},
        {"dev_wl", column(general, [](const GridRow* grid) { return rounded(grid->dev_workload, share_decimals); })}};
}

}  // namespace

std::string tables_json(const Plan& plan, const ViewRequest& request, const PagePlane& plane) {
    return json_for_page({{"language", request.language == Language::zh ? "zh" : "en"},
                          {"step_m", plane.step_m()},
                          {"tolerance_m", plane.tolerance_m()},
                          {"units", units_json(plan)},
                          {"grids", grids_json(plan)},
                          {"palette", palette_json()},
                          {"findings", findings_json(plan.layer.issues, plane)},
                          {"lineage", lineage_json(plan)},
                          {"previous", previous_json(plan.previous)},
                          {"plans", read_comparison(request.comparison)},
                          {"run", plan.layer.run}});
}

}  // namespace grid
