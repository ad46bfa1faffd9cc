#include "libgrid/layer/keep_ground.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "libgrid/coverage/ground_beyond.hpp"
#include "libgrid/layer/prove_unit.hpp"

namespace grid {

namespace {

/// Each grid carries on another one of the unit's, and there are no more of these.
bool are_all_carried_on(const PreviousUnit& previous, const std::vector<DividedGrid>& grids) {
    std::vector<std::int32_t> before;
    for (const DividedGrid& grid : grids)
        before.push_back(grid.heir_of);
    std::ranges::sort(before);
    return before == previous.own();
}

}  // namespace

void keep_ground(const PreviousUnit& previous, const MultiPolygon& ground, const GroundScale& scale, double narrow_m,
                 std::span<const Point> items, std::span<const std::int32_t> grid_of_item, DividedUnit& divided) {
    if (!previous.has_same_outline() || !are_all_carried_on(previous, divided.grids)) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const DividedGrid& grid = divided.grids[static_cast<std::size_t>(grid_of_item[i])];
        if (previous.find(items[i]) != grid.heir_of) return;
    }
    std::vector<MultiPolygon> before;
    for (const DividedGrid& grid : divided.grids) {
        before.push_back(previous.geometry(grid.heir_of));
        if (!is_same_ground(before.back(), grid.geometry, scale, narrow_m)) return;
    }
    if (find_fault(ground, previous.added(), before, {})) return;
    for (std::size_t g = 0; g < before.size(); ++g)
        divided.grids[g].geometry = std::move(before[g]);
    divided.splits = previous.added();
}

}  // namespace grid
