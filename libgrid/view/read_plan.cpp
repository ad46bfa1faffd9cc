#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/export/coordinates.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/micro_layer.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/merge/merge.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

namespace {

/// The fields without which nothing can be shown, by the options of this tool.
void check_fields(const SourceRef& ref, const GridFieldNames& names, const FieldAliases& aliases) {
    const Source source = Source::open(ref);
    const GridFields fields = find_grid_fields(source, names, aliases);
    const auto demand = [&source](const std::optional<std::string>& field, const Message& what, const char* option) {
        if (field) return;
        throw ConfigError(msg("no field holds {}; the fields are: {}", what, field_list(source)), source.place(),
                          msg("name it with {}", option));
    };
    demand(fields.code, msg("the codes of the grids"), "--key");
    demand(fields.unit, msg("the codes of their units"), "--unit-field");
    demand(fields.households, msg("their households"), "--households-field");
}

/// One layer of grids as gridmerge reads it: measured, with deviations, by unit and code.
GridLayer read_grids(const SourceRef& ref, const GridFieldNames& names, const std::string& crs, int threads,
                     Findings& findings) {
    MergeRequest request;
    request.aliases = load_profile("default").fields;
    check_fields(ref, names, request.aliases);
    request.inputs.push_back({ref, names});
    request.output_crs = crs;
    request.as_they_are = true;
    request.threads = threads;
    MergeResult result = run_merge(request);
    const auto is_of_reading = [](const Finding& finding) { return finding.code == "datum_shift_unknown"; };
    std::ranges::copy_if(result.report.findings, std::back_inserter(findings), is_of_reading);
    return std::move(result.layer);
}

FeatureTable read_background(const SourceRef& ref, const char* name, const std::string& crs_wkt, Findings& findings) {
    FeatureTable table = read_table(ref);
    if (auto shift = shift_of_table(table, name, crs_wkt)) findings.push_back(std::move(*shift));
    table.title = table.name;
    table.name = name;
    transform_table(table, crs_wkt);
    return table;
}

std::vector<PlanUnit> units_of(const std::vector<GridRow>& grids) {
    std::vector<PlanUnit> units;
    for (std::size_t i = 0; i < grids.size(); ++i) {
        const GridRow& grid = grids[i];
        if (units.empty() || units.back().code != grid.unit_code) {
            units.push_back({.code = grid.unit_code, .name = grid.unit_name, .first = i});
            if (grid.unit_name.empty()) units.back().name = grid.unit_code;
        }
        PlanUnit& unit = units.back();
        unit.last = i + 1;
        unit.households += grid.households;
        unit.persons += grid.persons.value_or(0);
        unit.workload += grid.workload;
        unit.walk_km += grid.walk_km.value_or(0);
        unit.area_m2 += grid.area_m2;
    }
    for (PlanUnit& unit : units) {
        const auto general = [](const GridRow& grid) { return grid.kind == "general"; };
        double count = 0;
        for (std::size_t i = unit.first; i < unit.last; ++i) {
            if (!general(grids[i])) continue;
            ++count;
            unit.mean_households += static_cast<double>(grids[i].households);
            unit.mean_workload += grids[i].workload;
        }
        if (count == 0) continue;
        unit.mean_households /= count;
        unit.mean_workload /= count;
    }
    return units;
}

/// The micro-grids that lie beside the grids, but for those of grids that are not shown.
void read_micro(const SourceRef& grids, Plan& plan) {
    const auto source = find_micro_layer(grids);
    if (!source) return;
    FeatureTable table = read_table(*source);
    transform_table(table, plan.layer.crs_wkt);
    table.name = micro_layer;
    std::map<std::string, std::size_t> number_of;
    for (std::size_t i = 0; i < plan.layer.grids.size(); ++i)
        number_of.emplace(plan.layer.grids[i].code, i);
    const std::size_t parent = table.find(parent_field).value();
    std::erase_if(table.features, [&](const Feature& f) { return !number_of.contains(to_text(f.values[parent])); });
    if (table.features.empty()) return;
    plan.micro_of.resize(plan.layer.grids.size());
    for (std::size_t i = 0; i < table.features.size(); ++i)
        plan.micro_of[number_of.at(to_text(table.features[i].values[parent]))].push_back(i);
    plan.micro = std::move(table);
}

/// The name of the unit, if there is one only; else how many there are.
std::string usual_title(const std::vector<PlanUnit>& units, std::size_t grids, Language language) {
    if (units.size() == 1) return units.front().name;
    return language == Language::zh ? fmt::format("{}个单元的{}个网格", units.size(), grids)
                                    : fmt::format("{} grids of {} units", grids, units.size());
}

}  // namespace

const std::string& shown_name(const GridRow& grid) {
    return grid.name.empty() ? grid.code : grid.name;
}

Plan read_plan(const ViewRequest& request) {
    Plan plan;
    plan.layer = read_grids(request.grids, request.fields, request.output_crs, request.threads, plan.findings);
    const std::string& crs_wkt = plan.layer.crs_wkt;
    plan.units = units_of(plan.layer.grids);
    for (const GridRow& grid : plan.layer.grids) {
        plan.has_persons = plan.has_persons || grid.persons;
        plan.has_workload = plan.has_workload || grid.workload != static_cast<double>(grid.households);
    }
    plan.has_hours =
        std::ranges::any_of(plan.layer.grids, [](const GridRow& grid) { return grid.walk_km.has_value(); });
    plan.has_workload = plan.has_workload || plan.has_hours;
    if (request.boundaries)
        plan.boundaries = read_background(*request.boundaries, "boundaries", crs_wkt, plan.findings);
    if (request.sites) {
        const SourceRef sites = with_places(*request.sites, load_profile("default").fields);
        plan.sites = read_background(sites, "sites", crs_wkt, plan.findings);
    }
    for (const SourceRef& ref : request.barriers)
        plan.barriers.push_back(read_background(ref, "barriers", crs_wkt, plan.findings));
    if (request.previous)
        plan.previous = read_grids(*request.previous, {}, crs_wkt, request.threads, plan.findings).grids;
    if (request.view != View::sld) read_micro(request.grids, plan);
    if (request.allow_ballpark) plan.findings.clear();
    plan.title =
        request.title.empty() ? usual_title(plan.units, plan.layer.grids.size(), request.language) : request.title;
    return plan;
}

}  // namespace grid
