#pragma once

#include "libgrid/merge/grid_set.hpp"

namespace grid {

/// Joins each general grid with fewer than `least` households to a general grid of its unit that it has a border of
/// some length with: to the one with the fewest households, which leaves the balance of the unit best, whether it is
/// judged by the largest deviation or by the sum of their squares (that of the mean is the same for all); among equals
/// to that with the least workload, then the longest common border, then the first code. The smallest grid comes first,
/// and what is still too small is joined again. The code is that of heirs(), and with it go the name and further
/// fields; counts are added up, and the deviations of the unit are those of its new grids. If any grid was joined,
/// `lineage` has a row for each grid. A grid without such a neighbour stays and is a finding. Returns the number of
/// grids that went into another. What was joined is valid since `date` (YYYY-MM-DD), which the lineage has as well: a
/// field valid_from is added if there is none; without a date it is null. Throws GeometryError for grids that overlap.
/// Rows must be sorted and have their area.
std::int64_t fuse_small_grids(GridSet& set, std::int64_t least, const std::string& date, Findings& findings);

}  // namespace grid
