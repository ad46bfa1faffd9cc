#pragma once

#include <string>
#include <vector>

#include "libgrid/check/check_context.hpp"

namespace grid {

/// How even the grids of each unit are, by unit code. Values that are not known count as 0. The compactness is that of
/// the layer, or measured where the layer does not say it.
[[nodiscard]] std::vector<UnitSummary> summarise_units(const CheckContext& context);

}  // namespace grid
