#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/plan.hpp"
#include "libgrid/layer/unit_mesh.hpp"
#include "libgrid/layer/unit_work.hpp"

namespace grid {

/// Plans a unit so that its grids have like hours of work. Walking is not a sum over cells: so the unit is planned with
/// estimates, each cell gets its share of the rounds that come of that, and the unit is planned again from there, three
/// times at most and until the hours are within their tolerance or little is gained; the best of these plans
/// counts, of those that keep the households as near to their tolerance as the first one. `plan`
/// plans the mesh with options. `plan_is_remembered`: it must be called last for the plan that counts.
[[nodiscard]] UnitPlan balance_work(UnitWork& work, UnitMesh& made, const PlanOptions& options,
                                    const std::function<UnitPlan(const PlanOptions&)>& plan, bool plan_is_remembered);

/// As balance_work(); with `target_h`, where the count is free, with as many general grids as the hours of the unit
/// make at so many each (grid_count() of hours, with limits in the proportions of `options.size`). What is walked
/// depends on the grids: so it is planned again with the number that comes of their own hours, three times at most and
/// never twice with the same number. The `fit` of the plan is that of the hours, unless something else is amiss.
[[nodiscard]] UnitPlan plan_work(UnitWork& work, UnitMesh& made, const PlanOptions& options,
                                 std::optional<double> target_h,
                                 const std::function<UnitPlan(const PlanOptions&)>& plan, bool plan_is_remembered);

/// Sets the workload of the cells to the hours of work, by site or given cell.
void weigh_cells(const std::vector<double>& hours, UnitMesh& made);

/// Sets the hours of work of all grids. `site_grid`: by site, then given cell of the unit, the index of its grid.
void measure_work(UnitWork& work, std::span<const std::int32_t> site_grid, DividedUnit& divided);

}  // namespace grid
