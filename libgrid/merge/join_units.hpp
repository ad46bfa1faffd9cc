#pragma once

#include "libgrid/merge/grid_set.hpp"

namespace grid {

/// Units that have grids in several inputs keep those of all (`--on-duplicate merge`), and their deviations are
/// computed again. Where two inputs have a grid of one code, the grid of the earlier one keeps it; the other is left
/// out if it is the same polygon (`grid_dropped`), and else gets the number after the greatest that was ever used in
/// its unit, as far as grids, lineages and runs of the inputs tell (`code_renewed`). Its name, issues and lineage
/// follow. Rows must be as they were read. Throws InputError for a code that occurs twice in one input, or that has no
/// number or no room for one.
void join_units(GridSet& set, Findings& findings);

}  // namespace grid
