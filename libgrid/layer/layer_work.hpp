#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/unit_work.hpp"

namespace grid {

/// A layer of grids, anyone's, in the CRS of a ground.
struct LaidGrids {
    const std::vector<MultiPolygon>& polygons;
    std::vector<std::int32_t> unit;  ///< of each grid, an index into `units`; -1: of none, its ways are its own
    std::vector<std::string> units;  ///< codes
};

/// By site, then given cell of a ground: the grid that it lies in, or -1. On a border where gridify counts it.
[[nodiscard]] std::vector<std::int32_t> grids_of_items(const Ground& ground, const std::vector<MultiPolygon>& grids,
                                                       int threads);

/// What work there is in the grids of a layer.
struct LayerWork {
    std::vector<GridWork> grids;
    std::vector<WalkedRound> rounds;  ///< by grid, if they are wanted; stops are sites, then given cells of the ground
    Findings findings;
};

/// Reckons it as UnitWork does. The ground was read for a request with `work`; `grid_of_item` as grids_of_items()
/// gives it.
[[nodiscard]] LayerWork work_of_layer(const Ground& ground, const LaidGrids& grids,
                                      std::span<const std::int32_t> grid_of_item, const WorkProfile& rules,
                                      bool wants_rounds, int threads);

}  // namespace grid
