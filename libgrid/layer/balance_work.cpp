#include "libgrid/layer/balance_work.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace grid {

namespace {

/// The grid of each site or, where the cells are the given ones, of each cell.
std::vector<std::int32_t> grid_of_sites(const UnitMesh& made, const std::vector<std::int32_t>& grid_of_cell) {
    if (made.cells_are_given) return grid_of_cell;
    std::vector<std::int32_t> grids;
    grids.reserve(made.mesh.site_cell.size());
    for (const std::int32_t cell : made.mesh.site_cell)
        grids.push_back(grid_of_cell[static_cast<std::size_t>(cell)]);
    return grids;
}

/// How far the general grids are beyond their tolerances: of the hours and of the households, summed up.
double beyond_tolerance(const std::vector<double>& loads, double tolerance) {
    double mean = 0;
    for (const double load : loads)
        mean += load / static_cast<double>(loads.size());
    double beyond = 0;
    for (const double load : loads)
        beyond += mean > 0 ? std::max(0.0, std::abs(load / mean - 1) - tolerance) : 0;
    return beyond;
}

struct Misses {
    double hours = 0;
    double households = 0;
};

Misses misses_of(const UnitPlan& plan, const Mesh& mesh, const std::vector<GridWork>& work,
                 const PlanOptions& options) {
    const auto general = static_cast<std::size_t>(plan.general_count);
    std::vector<double> hours;
    for (std::size_t g = 0; g < general; ++g)
        hours.push_back(work[g].hours());
    std::vector<double> households(general, 0);
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
        const auto g = static_cast<std::size_t>(plan.grid[c]);
        if (g < general) households[g] += static_cast<double>(mesh.cells[c].households);
    }
    return {beyond_tolerance(hours, options.workload_tolerance), beyond_tolerance(households, options.tolerance)};
}

/// How many general grids the cells make at so many hours each; the limits have the proportions of those of households.
GridCount count_by_hours(const Mesh& mesh, const GridSize& size, double target_h) {
    double hours = 0;
    std::int32_t cells = 0;
    for (const MeshCell& cell : mesh.cells) {
        if (cell.dedicated >= 0) continue;
        hours += cell.workload;
        ++cells;
    }
    const double scale = target_h / static_cast<double>(size.target);
    const auto scaled = [scale](Count households) {
        return static_cast<Count>(std::llround(static_cast<double>(households) * scale * count_scale));
    };
    const GridSize wanted{scaled(size.target), scaled(size.min), scaled(size.max)};
    return grid_count(std::llround(hours * count_scale), wanted, std::max(1, cells));
}

}  // namespace

UnitPlan plan_work(UnitWork& work, UnitMesh& made, const PlanOptions& options, std::optional<double> target_h,
                   const std::function<UnitPlan(const PlanOptions&)>& plan, bool plan_is_remembered) {
    if (!target_h || options.count) return balance_work(work, made, options, plan, plan_is_remembered);
    constexpr std::size_t most_rounds = 3;
    weigh_cells(work.hours(), made);
    GridCount count = count_by_hours(made.mesh, options.size, *target_h);
    std::set<std::int32_t> tried;
    while (true) {
        tried.insert(count.count);
        PlanOptions with_count = options;
        with_count.count = count.count;
        UnitPlan found = balance_work(work, made, with_count, plan, plan_is_remembered);
        (void)work.measure(grid_of_sites(made, found.grid), static_cast<std::size_t>(found.grid_count));
        weigh_cells(work.hours(), made);
        count = count_by_hours(made.mesh, options.size, *target_h);
        if (tried.contains(count.count) || tried.size() == most_rounds) {
            if (found.fit == CountFit::fits) found.fit = count.fit;
            return found;
        }
    }
}

void weigh_cells(const std::vector<double>& hours, UnitMesh& made) {
    for (MeshCell& cell : made.mesh.cells)
        cell.workload = 0;
    for (std::size_t s = 0; s < hours.size(); ++s) {
        const auto cell = made.cells_are_given ? s : static_cast<std::size_t>(made.mesh.site_cell[s]);
        made.mesh.cells[cell].workload += hours[s];
    }
}

UnitPlan balance_work(UnitWork& work, UnitMesh& made, const PlanOptions& options,
                      const std::function<UnitPlan(const PlanOptions&)>& plan, bool plan_is_remembered) {
    constexpr int corrections = 3;
    constexpr double worth_it = 0.9;    // what a correction must bring the misses down to for another one
    constexpr double bearable = 0.005;  // what households may miss more, summed up: half a per cent of one grid
    constexpr double stability = 0.1;   // of the plan that the next one starts from
    struct Candidate {
        std::vector<double> hours;  ///< by site
        PlanOptions options;
        UnitPlan plan;
    };
    const auto make = [&](const PlanOptions& wanted) {
        const std::vector<double> hours = work.hours();
        weigh_cells(hours, made);
        return Candidate{hours, wanted, plan(wanted)};
    };
    Candidate last = make(options);
    if (last.plan.general_count < 2) return std::move(last.plan);
    std::optional<Candidate> best;
    Misses least;
    bool best_is_last = true;
    for (int round = 0;; ++round) {
        const UnitPlan& now = last.plan;
        const std::vector<std::int32_t> grids = grid_of_sites(made, now.grid);
        const auto count = static_cast<std::size_t>(now.grid_count);
        const Misses misses = misses_of(now, made.mesh, work.measure(grids, count), options);
        const bool is_hopeless = best && misses.hours > worth_it * least.hours;
        best_is_last = !best || (misses.hours < least.hours && misses.households <= least.households + bearable);
        if (best_is_last) {
            least = misses;
            best = last;
        }
        if (misses.hours <= 0 || is_hopeless || round == corrections) break;
        PlanOptions again = options;
        if (!again.previous) again.previous = PreviousPlan{now.grid, stability};
        last = make(again);
    }
    if (best_is_last || !plan_is_remembered) return std::move(best->plan);
    weigh_cells(best->hours, made);
    return plan(best->options);
}

void measure_work(UnitWork& work, std::span<const std::int32_t> site_grid, DividedUnit& divided) {
    const std::vector<GridWork>& found = work.measure(site_grid, divided.grids.size());
    for (std::size_t g = 0; g < found.size(); ++g) {
        DividedGrid& grid = divided.grids[g];
        grid.service_h = found[g].service_h;
        grid.walk_h = found[g].walk_h;
        grid.walk_km = found[g].walk_km;
        grid.workload = found[g].hours();
    }
}

}  // namespace grid
