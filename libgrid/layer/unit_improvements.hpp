#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/plan.hpp"
#include "libgrid/layer/request.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// A cell that would better be in the grid beside it, alone or for a cell of that grid.
struct CellChange {
    std::int32_t cell = 0;
    std::int32_t from = 0;  ///< grids of the unit
    std::int32_t to = 0;
    std::int32_t exchanged = -1;  ///< cell; -1: none
    double limits = 0;            ///< by how much less the limits are missed, in means of a grid
    double border_m = 0;          ///< by how much the borders cost less: metres times class factor
    double even_m = 0;            ///< the same of being uneven, see Profile::evenness
};

/// All changes of one cell, or of two for each other, by which the plan of a unit gets better, see find_improvements().
/// The limits are those of the search: with a given count the tolerance around the mean of the unit; else the least and
/// most of a grid, and the tolerance as well if the plan keeps it; and that of the workload. No cell passes over a hard
/// barrier. `is_fixed`: by cell, stays where it is; empty: none does.
[[nodiscard]] std::vector<CellChange> improvements_of_unit(const Mesh& mesh, const UnitPlan& plan,
                                                           const PlanOptions& options,
                                                           const std::vector<char>& is_fixed);

}  // namespace grid
