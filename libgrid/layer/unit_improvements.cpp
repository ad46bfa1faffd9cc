#include "libgrid/layer/unit_improvements.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libgrid/layer/cell_graph.hpp"
#include "libgrid/layer/plan_graph.hpp"
#include "libgrid/layer/plan_limits.hpp"
#include "libgrid/partition/improvements.hpp"

namespace grid {

namespace {

/// The general cells of a unit, joined where they touch and no hard barrier lies between them.
struct OpenGraph {
    Graph graph;
    double border = 0;               ///< see typical_border()
    std::vector<std::int32_t> cell;  ///< by vertex
};

OpenGraph open_graph(const Mesh& mesh, const PlanOptions& options, std::int32_t grids) {
    const bool has_workload = options.has_workload;
    const CellGraph cells = make_cell_graph(mesh);
    const WorkloadScale workload(mesh);
    OpenGraph open;
    open.border = typical_border(cells, grids);
    std::vector<std::int32_t> vertex(mesh.cells.size(), -1);
    open.graph.max_radius = options.max_radius;
    open.graph.criteria = has_workload ? 2 : 1;
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
        if (cells.zone[c] < 0) continue;
        vertex[c] = static_cast<std::int32_t>(open.cell.size());
        open.cell.push_back(static_cast<std::int32_t>(c));
        if (!options.sites.empty()) open.graph.sites.push_back(options.sites[c]);
        open.graph.weight.push_back(mesh.cells[c].households);
        if (has_workload) open.graph.weight.push_back(workload.scaled(mesh.cells[c].workload));
    }
    std::vector<std::tuple<std::int32_t, std::int32_t, double>> arcs;
    for (const CellPair& pair : cells.pairs) {
        const std::int32_t one = vertex[static_cast<std::size_t>(pair.first)];
        const std::int32_t other = vertex[static_cast<std::size_t>(pair.second)];
        if (one < 0 || other < 0 || !(pair.soft_m > 0)) continue;
        arcs.emplace_back(one, other, pair.cost);
        arcs.emplace_back(other, one, pair.cost);
    }
    std::sort(arcs.begin(), arcs.end());
    open.graph.offsets.assign(open.cell.size() + 1, 0);
    for (const auto& [from, to, cost] : arcs) {
        ++open.graph.offsets[static_cast<std::size_t>(from) + 1];
        open.graph.adjacency.push_back(to);
        open.graph.edge_weight.push_back(cost);
    }
    for (std::size_t v = 0; v < open.cell.size(); ++v)
        open.graph.offsets[v + 1] += open.graph.offsets[v];
    return open;
}

/// Where the count is free: the limits of a grid and the tolerance, if the plan keeps both; else the limits alone.
Limits limits_of_households(const std::vector<std::int64_t>& load, double mean, const PlanOptions& options) {
    const Limits around = limits_around(mean, options.tolerance);
    if (options.count) return around;
    const Limits both{std::max(options.size.min, around.lower), std::min(options.size.max, around.upper)};
    const bool keeps_both =
        std::ranges::all_of(load, [&](std::int64_t sum) { return both.lower <= sum && sum <= both.upper; });
    return keeps_both ? both : Limits{options.size.min, options.size.max};
}

/// As for the search: where the count is free, a cell heavier than a grid may be counts as one grid of the wanted size
/// for the mean, and fills its grid.
std::vector<Limits> limits_of(Graph& graph, const std::vector<std::int32_t>& part, std::int32_t grids,
                              const PlanOptions& options) {
    const auto criteria = static_cast<std::size_t>(graph.criteria);
    std::vector<double> mean(criteria, 0);
    std::vector<std::int64_t> load(static_cast<std::size_t>(grids), 0);
    std::vector<std::size_t> heavy;
    for (std::size_t v = 0; v < part.size(); ++v) {
        std::int64_t& households = graph.weight[v * criteria];
        if (!options.count && households > options.size.max) {
            heavy.push_back(v);
            households = options.size.target;
        }
        load[static_cast<std::size_t>(part[v])] += households;
        for (std::size_t c = 0; c < criteria; ++c)
            mean[c] += static_cast<double>(graph.weight[v * criteria + c]) / grids;
    }
    std::vector<Limits> limits{limits_of_households(load, mean.front(), options)};
    for (const std::size_t v : heavy)
        graph.weight[v * criteria] = limits.front().upper;
    if (criteria == 2) limits.push_back(limits_around(mean.back(), options.workload_tolerance));
    return limits;
}

}  // namespace

std::vector<CellChange> improvements_of_unit(const Mesh& mesh, const UnitPlan& plan, const PlanOptions& options,
                                             const std::vector<char>& is_fixed) {
    if (plan.general_count < 2) return {};
    OpenGraph open = open_graph(mesh, options, plan.general_count);
    std::vector<std::int32_t> part;
    std::vector<char> fixed;
    for (const std::int32_t cell : open.cell) {
        part.push_back(plan.grid[static_cast<std::size_t>(cell)]);
        fixed.push_back(is_fixed.empty() ? '\0' : is_fixed[static_cast<std::size_t>(cell)]);
    }
    const std::vector<Limits> limits = limits_of(open.graph, part, plan.general_count, options);
    std::vector<CellChange> changes;
    for (const Improvement& found :
         find_improvements(open.graph, part, limits, options.evenness * open.border, fixed)) {
        const std::int32_t exchanged = found.exchanged < 0 ? -1 : open.cell[static_cast<std::size_t>(found.exchanged)];
        changes.push_back({open.cell[static_cast<std::size_t>(found.vertex)], found.from, found.to, exchanged,
                           found.violation, found.cut, found.even});
    }
    return changes;
}

}  // namespace grid
