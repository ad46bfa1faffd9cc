#pragma once

#include <vector>

#include "libgrid/check/check_context.hpp"

namespace grid {

/// Brings the attributes of the rows for which `wanted` is not 0 up to date, as far as the layer has the fields: area,
/// perimeter and compactness by the geometry; where sites or cells were counted, households, persons, workload and
/// their number; and the deviations of units in which a count has changed, or of all if all rows are wanted. What the
/// checks would not object to stays as it is. `grids` is the table of the context. Returns what was changed, by row.
std::vector<RecountedValue> recount(CheckContext& context, GridTable& grids, const std::vector<char>& wanted);

}  // namespace grid
