#pragma once

#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/micro.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

// What a run over grids, as the units that it divides, is told. Part of run_levels().

/// The request with the sizes, codes and names of micro-grids, and with those that the previous grids had; without what
/// is for grids alone. `has_grids_before`: there were grids, if not by themselves then by a plan.
[[nodiscard]] GriddingRequest request_below(const GriddingRequest& request, bool has_grids_before);

/// The ground with the grids as its units, by code. Sites and cells are in the grid that counts them. The totals are
/// the whole numbers of the rows, so that those of the micro-grids add up to them. `lineage` tells which grids carry a
/// previous one on under another code.
[[nodiscard]] Ground ground_of_grids(Ground ground, const GriddingRequest& below, const LevelAbove& above,
                                     const GridLayer& grids);

}  // namespace grid
