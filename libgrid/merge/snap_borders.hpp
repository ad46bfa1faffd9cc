#pragma once

#include "libgrid/merge/grid_set.hpp"

namespace grid {

/// Makes one of borders that are nearer to each other than `reach_m`: vertices that stand for the same point are put
/// upon each other, those that one side lacks are put in, and what lies between goes to the neighbour with the longest
/// common border (see repair_coverage()). The grids must be valid. Each grid that changed is a finding
/// `borders_snapped` and `stale`; the others stay bit for bit.
[[nodiscard]] Findings snap_borders(GridSet& set, double reach_m, int threads);

}  // namespace grid
