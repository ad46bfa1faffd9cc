#pragma once

#include <string>

#include "libgrid/core/finding.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/plan.hpp"
#include "libgrid/layer/prove_unit.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

/// What is to be said of a divided unit: sizes that do not fit, grids beyond their limits, cells that are too heavy.
/// The grids of `divided` are those of the plan, in its order; `grid_code` is the index of the grid as text, or empty.
[[nodiscard]] Findings unit_findings(const Mesh& mesh, const UnitPlan& plan, const DividedUnit& divided,
                                     const std::string& unit_code, const GriddingRequest& request, bool count_is_fixed,
                                     bool has_workload);

/// That a unit could not be divided as usual, and what is `done` instead.
[[nodiscard]] Finding fault_finding(FindingCode kind, const std::string& unit_code, const UnitFault& fault,
                                    const char* done);

/// That a grid did not get the vertices of its neighbours in other units, with which it would not be valid.
[[nodiscard]] Finding unmatched_grid(const std::string& unit_code, std::size_t grid, const InvalidGeometry& fault);

/// By unit, grid, code and place.
void sort_findings(Findings& findings);

}  // namespace grid
