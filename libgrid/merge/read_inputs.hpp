#pragma once

#include "libgrid/merge/grid_set.hpp"
#include "libgrid/merge/request.hpp"

namespace grid {

/// Reads the grids of all inputs, into the output CRS, with what lies beside them: issues, lineage, grid_run. The rows
/// are in the order of the inputs. Fields that are not ours are matched by name, without case; where their types
/// differ, they become real or text. Throws ConfigError, naming the fields there are, if codes, units or households are
/// not found; InputError for what cannot be read, has no geometry or no code.
[[nodiscard]] GridSet read_inputs(const MergeRequest& request);

/// The tables beside the grids of an input: in a GeoPackage `issues`, `lineage` and `grid_run`, beside other files
/// `<stem>_issues.<ext>` and `<stem>_lineage.csv`. A table that has not the fields of ours is left out, with a note.
/// Keys of `grid_run` get the number of the input before them.
void read_side_tables(const MergeRequest& request, std::size_t input, GridSet& set);

}  // namespace grid
