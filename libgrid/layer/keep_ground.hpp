#pragma once

#include <cstdint>
#include <span>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/previous_unit.hpp"

namespace grid {

/// Where a unit that was divided anew came out as it was, gives its grids their ground back, bit for bit: each carries
/// on a previous grid of its own, holds the same sites and cells, and has the same ground but for what is no wider than
/// `narrow_m`. A border that nobody gains from does not move.
/// `items` are the sites, then the cells, of the unit (output CRS), with the grid of each; `ground` is what the grids
/// have to cover, which is proven anew. Where anything of this does not hold nothing happens.
void keep_ground(const PreviousUnit& previous, const MultiPolygon& ground, const GroundScale& scale, double narrow_m,
                 std::span<const Point> items, std::span<const std::int32_t> grid_of_item, DividedUnit& divided);

}  // namespace grid
