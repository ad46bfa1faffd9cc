#include "libgrid/layer/micro_ground.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "libgrid/io/metric_scale.hpp"
#include "libgrid/layer/micro_layer.hpp"
#include "libgrid/layer/previous.hpp"

namespace grid {

namespace {

/// Where the micro-grids are that the previous grids had.
std::optional<PreviousSource> previous_below(const GriddingRequest& request, bool has_grids_before) {
    if (!has_grids_before) return std::nullopt;
    const auto micro = find_micro_layer(request.previous ? request.previous->source : request.plan->source);
    if (!micro) return std::nullopt;
    PreviousSource previous;
    previous.source = *micro;
    previous.unit_field = parent_field;
    previous.stability = request.previous ? request.previous->stability : request.plan->stability;
    return previous;
}

/// Gives each item the unit that its row is, and sorts by that; what is in no row comes first. `more` goes along, if
/// there is any.
template <typename Item>
void regroup(const std::vector<std::int32_t>& row_of, const std::vector<std::int32_t>& unit_of_row,
             std::vector<Item>& items, std::vector<std::string>& more) {
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i].unit = row_of[i] < 0 ? -1 : unit_of_row[static_cast<std::size_t>(row_of[i])];
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&items](std::size_t i) { return items[i].unit; });
    std::vector<Item> sorted;
    std::vector<std::string> sorted_more;
    sorted.reserve(items.size());
    for (const std::size_t i : order) {
        sorted.push_back(std::move(items[i]));
        if (!more.empty()) sorted_more.push_back(std::move(more[i]));
    }
    items = std::move(sorted);
    more = std::move(sorted_more);
}

/// Sets the units; returns which one each row is.
std::vector<std::int32_t> make_units(const std::vector<GridRow>& rows, Ground& ground) {
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&rows](std::size_t i) -> const std::string& { return rows[i].code; });
    const ScaleFinder scales(ground.output_wkt);
    std::vector<std::int32_t> unit_of_row(rows.size());
    ground.units.clear();
    ground.totals.clear();
    for (const std::size_t i : order) {
        const GridRow& row = rows[i];
        unit_of_row[i] = static_cast<std::int32_t>(ground.units.size());
        Unit unit;
        unit.code = row.code;
        unit.name = row.name;
        unit.output = row.geometry;
        const Box box = box_of(unit.output);
        unit.plane = plane_of(box, scales.at(box.middle()));
        unit.number = ground.units.size();
        ground.units.push_back(std::move(unit));
        ground.totals.push_back({.households = row.households * count_scale,
                                 .persons = row.persons.value_or(0) * count_scale,
                                 .items = row.sites});
    }
    return unit_of_row;
}

/// Units that were renamed have grids with other codes.
void follow_renamed(const std::vector<LineageRow>& lineage, PreviousGrids& micro) {
    for (const LineageRow& row : lineage) {
        const bool is_carried_on = row.change == "unchanged" || row.change == "changed";
        if (is_carried_on && !row.old_code.empty() && row.old_code != row.new_code)
            micro.successors[row.old_code] = {row.new_code};
    }
}

}  // namespace

GriddingRequest request_below(const GriddingRequest& request, bool has_grids_before) {
    GriddingRequest below = request;
    Profile& profile = below.profile;
    const MicroProfile micro = request.profile.micro;
    profile.micro = {};
    profile.target = micro.target;
    profile.min = micro.min;
    profile.max = micro.max;
    profile.names = micro.names;
    profile.code = {.unit_digits = request.profile.code.code_digits(), .number_digits = micro.number_digits};
    below.unit_rules = {};
    below.unit_sizes = {};
    below.wishes.clear();
    below.work.reset();
    below.plan.reset();
    below.used_codes.reset();
    below.grids.reset();
    below.shard = {};
    below.tolerance_is_wanted = false;
    // A few buildings make one: to be more even than this costs borders, and is not asked for.
    profile.tolerance = std::max(profile.tolerance, 0.25);
    below.tries = 1;
    below.wants_improvements = false;
    below.max_radius_m = 0;
    below.alone_from = micro.target;
    below.effort = request.effort == Effort::best ? Effort::normal : Effort::fast;
    below.previous = previous_below(request, has_grids_before);
    return below;
}

Ground ground_of_grids(Ground ground, const GriddingRequest& below, const LevelAbove& above, const GridLayer& grids) {
    const std::vector<std::int32_t> unit_of_row = make_units(grids.grids, ground);
    std::vector<std::string> none;
    regroup(above.row_of_site, unit_of_row, ground.sites, ground.site_ids);
    regroup(above.row_of_cell, unit_of_row, ground.cells, none);
    ground.ways.clear();
    ground.wishes.clear();
    ground.plan.reset();
    ground.previous.reset();
    ground.left_out.clear();
    ground.findings.clear();
    ground.inputs.clear();
    ground.used = UsedCodes(below.profile.code);
    if (below.previous) {
        Source source = Source::open(below.previous->source);
        ground.previous = read_previous(*below.previous, source, below.profile, ground.output_wkt, ground.used);
        follow_renamed(grids.lineage, *ground.previous);
    }
    return ground;
}

}  // namespace grid
