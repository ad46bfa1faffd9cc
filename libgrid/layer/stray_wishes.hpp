#pragma once

#include <span>

#include "libgrid/core/finding.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// `wish_missed` for wishes that concern no unit, unless only some units are divided, and for what is to be together,
/// or one grid, and lies in several units: grids end where units do.
[[nodiscard]] Findings find_stray_wishes(const GriddingRequest& request, const Ground& ground,
                                         std::span<const DividedUnit> divided);

}  // namespace grid
