#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/gridding.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/request.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

// Levels: a grid with what lies in it is a unit that is divided again, by the same run. Its micro-grids have the code
// of the grid and a number. They cover it exactly, so that the grid is their dissolve: each vertex of the grid is one
// of a micro-grid, and where a border of micro-grids ends on that of grids, both grids there get the vertex, too. But
// for these, grids are the same with micro-grids as without.

/// What a run leaves for the one below it.
struct LevelAbove {
    std::vector<std::int32_t> row_of_site;  ///< by site of the ground: index in GridLayer::grids; -1: in none
    std::vector<std::int32_t> row_of_cell;  ///< the same of given cells
    std::vector<OutlineSplit> splits;       ///< the new vertices on the outlines of the units
};

/// As run_gridding() over inputs that are read, and fills `level`.
[[nodiscard]] GriddingResult run_level(const Ground& inputs, const GriddingRequest& request, bool want_assignments,
                                       const GriddingProgress& progress, LevelAbove& level);

/// Divides the units, and their grids again as the profile says of micro-grids: they are in GridLayer::below. What is
/// given for grids alone does not count below: wishes, a plan, tries, hours (the workload of a micro-grid is its
/// service), the number of grids. Dedicated grids are not divided. Before anything is returned, each grid is held
/// against its micro-grids (`micro_not_exact`). `above` is filled for the grids. Throws what run_gridding() throws.
[[nodiscard]] GriddingResult run_levels(Ground inputs, const GriddingRequest& request, bool want_assignments,
                                        const GriddingProgress& progress, LevelAbove& above);

/// Tells, if the previous grids had micro-grids, that the new ones have none.
void tell_dropped_levels(const GriddingRequest& request, GriddingResult& result);

}  // namespace grid
