#pragma once

#include "libgrid/merge/grid_set.hpp"
#include "libgrid/merge/request.hpp"

namespace grid {

/// Dissolves the grids to a higher level: those whose unit codes begin alike (town: 9 digits, county 6, city 4,
/// province 2 of a code of 12; unit: the whole code, whatever it is), or those with one value of a field. The code of a
/// row is that beginning or value, its unit the level above; it has the sums of the counts, further fields where all
/// its grids agree, and its deviation is that from the mean of the rows of the level above. The lineage ends. The
/// outlines keep all vertices, for nothing tells one that an inner border has left from one that always was there; with
/// boundaries, only those that they have as well, and where the outline is another than theirs is a finding. Returns
/// the number of grids that were dissolved. Throws ConfigError for a field that is not there, InputError for a unit
/// code that has no such beginning, GeometryError for grids that overlap. Rows must be sorted.
std::int64_t roll_up(GridSet& set, const MergeRequest& request, Findings& findings);

}  // namespace grid
