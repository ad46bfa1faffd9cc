#pragma once

#include <optional>
#include <string>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/layer/changes.hpp"
#include "libgrid/layer/given_names.hpp"
#include "libgrid/layer/previous.hpp"

namespace grid {

// What people entered goes with the code: to the grid that carries the previous one on, and to no other.

/// Gives the row the further fields of the grid that it carries on, and its name, if that was given by hand.
/// `unit_name`: of now.
void carry_over(const PreviousGrid& old, const std::string& unit_name, const GivenNames& names, GridRow& row);

/// A finding that names the previous grids that no grid carries on, and whose values or names are lost so. Of a shard
/// only those of its units.
[[nodiscard]] std::optional<Finding> find_dropped_values(const ChangedRun& run);

}  // namespace grid
