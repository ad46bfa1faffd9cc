#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/previous.hpp"
#include "libgrid/layer/profile.hpp"

namespace grid {

/// Numbers the grids of a unit and brings them into the order of their numbers: from the north-west, dedicated ones
/// after all others, or, where numbers were `used` in the unit, those that carry on one of the grids `previous` by its
/// number and the others by numbers never used. `renumber`: where the numbers then do not ascend from the north-west,
/// all grids get numbers never used that do. Returns the new place of each grid.
std::vector<std::int32_t> number_grids(DividedUnit& divided, const Unit& unit, const CodeLayout& layout,
                                       std::span<const PreviousGrid> previous, const UsedCodes& used, bool renumber);

}  // namespace grid
