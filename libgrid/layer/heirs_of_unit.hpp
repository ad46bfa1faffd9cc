#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/plan.hpp"
#include "libgrid/layer/previous_unit.hpp"
#include "libgrid/layer/unit_mesh.hpp"

namespace grid {

/// What the new grids of a unit have in common with the previous ones: households by sites (`site_grid`, by site of the
/// mesh), or by cells where the cells are the given ones; area by cells. `old_of_cell`: see
/// PreviousUnit::grid_of_cells().
[[nodiscard]] std::vector<GridOverlap> overlaps_with_previous(const UnitMesh& made, const UnitPlan& plan,
                                                              std::span<const std::int32_t> site_grid,
                                                              std::span<const std::int32_t> old_of_cell,
                                                              const PreviousUnit& previous, const GroundIndex& index,
                                                              std::size_t unit);

/// Which previous grids are to be carried on by which grids.
struct WantedHeirs {
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;  ///< a grid, and a previous one
    bool no_others = false;                                    ///< the other grids are new
};

/// The pairs of a plan's own codes, but for what wishes say otherwise: a grid that is to carry on the code of another
/// one leaves its own to that.
[[nodiscard]] std::vector<std::pair<std::int32_t, std::int32_t>> heirs_by_wish_and_code(
    std::span<const std::pair<std::int32_t, std::int32_t>> wished,
    std::vector<std::pair<std::int32_t, std::int32_t>> by_code);

/// Says which previous grid each grid of `divided` carries on: by DividedUnit::overlaps, but for those that are wanted.
/// A dedicated grid carries on no general one of which a good part goes on. One that is as it was gets its polygon bit
/// for bit.
void carry_on(const PreviousUnit& previous, const WantedHeirs& wanted, DividedUnit& divided);

}  // namespace grid
