#pragma once

#include <string>
#include <vector>

#include "libgrid/check/check_context.hpp"

namespace grid {

/// How even the grids of each unit are, by unit code. Values that are not known count as 0. The compactness is that of
/// the layer, or measured where the layer does not say it.
[[nodiscard]] std::vector<UnitSummary> summarise_units(const CheckContext& context);

/// Gini coefficient of values that are not negative: 0 all equal, 1 - 1/n one has all. 0 for no values or no sum.
/// Source: Gini 1912; the formula over sorted values is that of Sen 1973, "On Economic Inequality".
[[nodiscard]] double gini(std::vector<double> values);

}  // namespace grid
