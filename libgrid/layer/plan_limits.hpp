#pragma once

#include "libgrid/layer/cell_graph.hpp"
#include "libgrid/partition/partition.hpp"

namespace grid {

/// Whole numbers within `tolerance` of the mean; where there is none, those next to the mean. mean >= 0.
[[nodiscard]] Limits limits_around(double mean, double tolerance);

/// Limits of the grids of a group of zones: within `tolerance` of the mean of the unit, against which grids are judged.
/// Only where the mean of the group itself lies beyond them, so that they cannot be met, they reach farther, to half a
/// tolerance beyond that mean.
[[nodiscard]] Limits limits_of_group(double unit_mean, double own_mean, double tolerance);

/// What the borders of a grid are likely to cost in a unit of so many grids (metres times class factor), from the cells
/// alone, so that all who divide the unit or judge a division of it mean the same: as the root of the cells in a grid.
[[nodiscard]] double typical_border(const CellGraph& cells, double grids);

}  // namespace grid
