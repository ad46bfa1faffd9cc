#pragma once

// For the files of this stage only: the units of a plan as a layer, put together of their grids.

#include <vector>

#include "libgrid/io/feature_table.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

/// A row for each unit with its ground and figures, and its colour, from 1, such that neighbours differ.
[[nodiscard]] FeatureTable units_table(const Plan& plan, int threads, std::vector<Value>& colours);

/// `1:scale` from which on a usual unit has room for its name.
[[nodiscard]] double unit_label_scale(const Plan& plan);

}  // namespace grid
