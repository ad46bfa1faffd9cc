#pragma once

#include "libgrid/core/count.hpp"
#include "libgrid/layer/plan.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// As plan_unit(), and a cell (a building that cannot be cut) with at least `alone_from` households is a grid of its
/// own: unless more grids would miss the limits so than without that, or one would have to have several parts. 0: no
/// cell is for that.
[[nodiscard]] UnitPlan plan_with_large_cells(const Mesh& mesh, const PlanOptions& options, Count alone_from);

}  // namespace grid
