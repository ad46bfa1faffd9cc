#pragma once

#include <span>

#include "libgrid/core/finding.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground.hpp"

namespace grid {

/// Dedicated areas of which several units have a part: a finding `dedicated_across_units` for each, at the largest part
/// and with its unit. Each part is a dedicated grid of its unit, for grids never cross one. `divided` are the units of
/// the ground, grids in output coordinates.
[[nodiscard]] Findings find_dedicated_across(const Ground& ground, std::span<const DividedUnit> divided);

}  // namespace grid
