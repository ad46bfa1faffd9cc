#include "libgrid/sweep/sweep.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "libgrid/layer/apportion.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/unit_counts.hpp"

namespace grid {

namespace {

double households_of(Count count) {
    return static_cast<double>(count) / static_cast<double>(count_scale);
}

/// The findings of a unit for which no number of grids fits, see CountFit.
bool is_without_fit(const Finding& finding) {
    constexpr std::array<std::string_view, 4> codes{"unit_too_small", "no_fitting_count", "not_enough_cells",
                                                    "not_enough_households"};
    return std::ranges::find(codes, std::string_view(finding.code)) != codes.end();
}

bool is_without_fit(CountFit fit) {
    return fit != CountFit::fits && fit != CountFit::no_households;
}

void widen(SweepPoint::Figure& least, SweepPoint::Figure& most, double value) {
    least = std::min(least.value_or(value), value);
    most = std::max(most.value_or(value), value);
}

/// Whether the limits of a grid count, and are the same for all.
bool has_limits(const GriddingRequest& request) {
    const UnitSizeFields& own = request.unit_sizes;
    return !request.grids && !request.target_hours() && own.grids.empty() && own.target.empty() && own.min.empty() &&
           own.max.empty();
}

/// Households of a unit, what is too heavy for a grid as one of the wanted size, as when a unit is divided: a cell, or
/// sites at one place. `items`: those of the unit, by place.
template <typename Items, typename Get>
Count counted(const Items& items, const GridSize& size, Get&& get) {
    Count all = 0;
    Count here = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        here += get(items[i]).first;
        if (i + 1 < items.size() && get(items[i]).second == get(items[i + 1]).second) continue;
        all += here > size.max ? size.target : here;
        here = 0;
    }
    return all;
}

/// A given number of grids, or the one that fits best.
GridCount count_of(const Ground& inputs, const GroundIndex& index, std::size_t unit, const GriddingRequest& request,
                   std::optional<std::int32_t> given) {
    const UnitTotals& totals = inputs.totals[inputs.units[unit].number];
    const auto cells =
        static_cast<std::int32_t>(std::clamp<std::int64_t>(totals.items, 1, std::numeric_limits<std::int32_t>::max()));
    if (!given) {
        const Profile& profile = request.profile;
        const GridSize size{profile.target * count_scale, profile.min * count_scale, profile.max * count_scale};
        const Count on_sites = counted(index.sites(unit), size, [](const LocatedSite& site) {
            return std::pair(site.site.households, site.site.at);
        });
        const Count on_cells = counted(index.cells(unit), size, [](const LocatedCell& cell) {
            return std::pair(cell.cell.households, cell.inside);
        });
        return grid_count(on_sites + on_cells, size, cells);
    }
    if (*given > cells) return {cells, CountFit::not_enough_cells};
    const bool is_short = *given > 1 && totals.households < Count{*given} * count_scale;
    return {*given, is_short ? CountFit::not_enough_households : CountFit::fits};
}

}  // namespace

const char* sweep_goal_name(SweepGoal goal) {
    constexpr std::array names{"target", "grids", "tolerance", "hours", "workers"};
    return names[static_cast<std::size_t>(goal)];
}

SweepPoint sweep_point(const GriddingResult& result, const GriddingRequest& request,
                       std::span<const StaffedGrid> staff) {
    const RunReport& report = result.report;
    SweepPoint point;
    point.grids = static_cast<double>(report.grids);
    if (has_limits(request)) point.within_limits = 0;
    for (const GridRow& row : result.layer.grids) {
        if (row.kind == "dedicated") continue;
        widen(point.least, point.most, static_cast<double>(row.households));
        if (point.within_limits && row.households >= request.profile.min && row.households <= request.profile.max)
            *point.within_limits += 1;
    }
    point.within_tolerance = static_cast<double>(report.households_dev.within_tolerance);
    point.worst_dev = report.households_dev.worst;
    point.mean_dev = report.households_dev.mean;
    if (report.has_workload) {
        point.within_workload_tolerance = static_cast<double>(report.workload_dev.within_tolerance);
        point.worst_dev_wl = report.workload_dev.worst;
        point.mean_dev_wl = report.workload_dev.mean;
    }
    if (report.work) {
        point.least_h = report.work->least_h;
        point.most_h = report.work->most_h;
        point.walk_km = report.work->walk_km;
    }
    if (!staff.empty()) {
        point.workers = 0;
        for (const StaffedGrid& grid : staff)
            *point.workers += static_cast<double>(grid.posts.workers());
        point.most_load = highest_load(staff, {request.profile.work.hours, request.profile.work.part_time});
    }
    point.border_m = report.inner_border_m;
    if (report.changes) point.moved = households_of(report.changes->households_moved);
    point.units_without_fit = static_cast<double>(
        std::ranges::count_if(report.findings, [](const Finding& finding) { return is_without_fit(finding); }));
    return point;
}

SweepPoint counted_point(const Ground& inputs, const GriddingRequest& request) {
    const GroundIndex index(inputs);
    const auto given = given_counts(inputs, request);
    double grids = 0;
    double without_fit = 0;
    SweepPoint point;
    for (std::size_t u = 0; u < inputs.units.size(); ++u) {
        const UnitTotals& totals = inputs.totals[inputs.units[u].number];
        GridCount count;
        with_request_of(inputs.units[u], request,
                        [&](const GriddingRequest& own) { count = count_of(inputs, index, u, own, given[u]); });
        grids += count.count;
        without_fit += is_without_fit(count.fit) ? 1 : 0;
        widen(point.least, point.most, households_of(totals.households) / count.count);
    }
    point.grids = grids;
    point.units_without_fit = without_fit;
    return point;
}

}  // namespace grid
