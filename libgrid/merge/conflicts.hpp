#pragma once

#include "libgrid/merge/grid_set.hpp"
#include "libgrid/merge/request.hpp"

namespace grid {

/// Takes out of the base, which is input 0, the units that the other inputs have, with their issues; their codes that
/// are no longer in use are kept in the lineage as retired, and what the others' lineage says of grids that stay is
/// left out, with a finding `living_code_retired` if it gave up their codes. Returns the number of units replaced. A
/// unit that the base has not is added, and is a finding.
std::int64_t replace_units(GridSet& set, Findings& findings);

/// A grid code that occurs twice, or a unit whose grids are in two inputs, is an InputError that names both features,
/// or is settled as `rule` says: of a unit the grids of one input are kept, of a code between units one grid; the
/// latter leaves a hole and is a finding. Within one input it is always an error. The rows are sorted afterwards.
void settle_duplicates(GridSet& set, OnDuplicate rule, Findings& findings);

/// Old codes of `before` and of `gone` that neither are in use nor have a row in the lineage of `set` get one there
/// without a new code: they are never given again. Sorts the lineage.
void keep_retired(GridSet& set, const std::vector<LineageRow>& before, const std::vector<std::string>& gone);

}  // namespace grid
