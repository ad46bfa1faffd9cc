#include "libgrid/layer/large_cells.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace grid {

namespace {

bool is_large(const MeshCell& cell, Count alone_from) {
    return cell.dedicated < 0 && cell.households >= alone_from;
}

/// Whether a large cell has another one with households in its grid.
bool shares_its_grid(const Mesh& mesh, const UnitPlan& plan, Count alone_from) {
    std::vector<std::int32_t> inhabited(static_cast<std::size_t>(plan.grid_count), 0);
    for (std::size_t c = 0; c < mesh.cells.size(); ++c)
        inhabited[static_cast<std::size_t>(plan.grid[c])] += mesh.cells[c].households > 0 ? 1 : 0;
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
        if (is_large(mesh.cells[c], alone_from) && inhabited[static_cast<std::size_t>(plan.grid[c])] > 1) return true;
    }
    return false;
}

/// General grids beyond the limits, but for those that one cell alone puts above.
std::int64_t missed_limits(const Mesh& mesh, const UnitPlan& plan, const GridSize& size) {
    struct Load {
        Count households = 0;
        Count heaviest = 0;
    };
    std::vector<Load> loads(static_cast<std::size_t>(plan.general_count));
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
        if (plan.grid[c] >= plan.general_count) continue;
        Load& load = loads[static_cast<std::size_t>(plan.grid[c])];
        load.households += mesh.cells[c].households;
        load.heaviest = std::max(load.heaviest, mesh.cells[c].households);
    }
    return std::ranges::count_if(loads, [&size](const Load& load) {
        if (load.households < size.min) return true;
        return load.households > size.max && load.heaviest != load.households;
    });
}

/// The plan in which large cells are dedicated, and then general again: after the other general grids.
UnitPlan plan_apart(const Mesh& mesh, const PlanOptions& options, Count alone_from) {
    Mesh apart = mesh;
    for (MeshCell& cell : apart.cells) {
        if (is_large(cell, alone_from)) cell.dedicated = 0;
    }
    UnitPlan plan = plan_unit(apart, options);
    std::vector<std::int32_t> place(static_cast<std::size_t>(plan.grid_count));
    std::int32_t next = plan.general_count;
    for (const bool large : {true, false}) {
        for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
            if (plan.grid[c] < plan.general_count || is_large(mesh.cells[c], alone_from) != large) continue;
            place[static_cast<std::size_t>(plan.grid[c])] = next++;
        }
    }
    const std::int32_t before = plan.general_count;
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
        plan.general_count += is_large(mesh.cells[c], alone_from) ? 1 : 0;
        if (plan.grid[c] >= before) plan.grid[c] = place[static_cast<std::size_t>(plan.grid[c])];
    }
    return plan;
}

}  // namespace

UnitPlan plan_with_large_cells(const Mesh& mesh, const PlanOptions& options, Count alone_from) {
    UnitPlan plan = plan_unit(mesh, options);
    if (alone_from <= 0 || !shares_its_grid(mesh, plan, alone_from)) return plan;
    UnitPlan apart = plan_apart(mesh, options, alone_from);
    const bool is_worse = missed_limits(mesh, apart, options.size) > missed_limits(mesh, plan, options.size) ||
                          (apart.disconnected && !plan.disconnected) ||
                          (apart.spans_hard_barrier && !plan.spans_hard_barrier);
    return is_worse ? std::move(plan) : std::move(apart);
}

}  // namespace grid
