#pragma once

#include <vector>

namespace grid {

/// Gini coefficient of values that are not negative: 0 all equal, 1 - 1/n one has all. 0 for no values or no sum.
/// Source: Gini 1912; the formula over sorted values is that of Sen 1973, "On Economic Inequality".
[[nodiscard]] double gini(std::vector<double> values);

}  // namespace grid
