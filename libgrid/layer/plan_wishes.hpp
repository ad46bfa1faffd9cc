#pragma once

#include "libgrid/layer/plan.hpp"
#include "libgrid/mesh/mesh.hpp"
#include "libgrid/wishes/unit_wishes.hpp"

namespace grid {

/// As plan_unit(), with what the planner wishes: each locked grid is a general grid of its own and counts in the number
/// of grids; each set of cells is one cell of the graph; what counts nothing is divided last, a piece at a time to the
/// grid with the longest common border. Where the count is free there are as many grids as centres, if there are any
/// and such grids are of a size that is wanted on average; else at least as many.
[[nodiscard]] UnitPlan plan_unit(const Mesh& mesh, PlanOptions options, const CellWishes& wishes);

}  // namespace grid
