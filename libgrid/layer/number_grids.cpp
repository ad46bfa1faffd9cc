#include "libgrid/layer/number_grids.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "libgrid/layer/number.hpp"
#include "libgrid/layer/renumber.hpp"

namespace grid {

namespace {

/// Numbers follow from the polygons as they are written, so that everybody can see why they are as they are.
NumberedPlace final_place(const DividedGrid& grid, const Plane& plane) {
    const NumberedPlace place = numbered_place(to_work(grid.geometry, plane));
    return place.area_m2 > 0 ? place : NumberedPlace{grid.at, grid.area_m2};
}

void choose_numbers(DividedUnit& divided, const Unit& unit, const CodeLayout& layout,
                    std::span<const PreviousGrid> previous, const UsedCodes& used, bool renumber) {
    std::vector<NumberedPlace> places;
    std::vector<WantedNumber> wanted;
    std::vector<char> is_dedicated;
    for (const DividedGrid& grid : divided.grids) {
        places.push_back(final_place(grid, unit.plane));
        wanted.push_back({grid.heir_of, grid.number, grid.dedicated});
        is_dedicated.push_back(grid.dedicated ? 1 : 0);
    }
    const std::vector<std::int32_t> order = kind_order(places, is_dedicated);
    auto numbers = numbers_after(previous, used, unit.code, wanted, order, layout, unit.place);
    const auto number_at = [&numbers](std::int32_t g) { return numbers[static_cast<std::size_t>(g)]; };
    if (renumber && !std::ranges::is_sorted(order, {}, number_at)) {
        for (WantedNumber& grid : wanted)
            grid = {-1, -1, grid.is_dedicated};
        numbers = numbers_after(previous, used, unit.code, wanted, order, layout, unit.place);
    }
    for (std::size_t g = 0; g < numbers.size(); ++g)
        divided.grids[g].number = numbers[g];
}

}  // namespace

std::vector<std::int32_t> number_grids(DividedUnit& divided, const Unit& unit, const CodeLayout& layout,
                                       std::span<const PreviousGrid> previous, const UsedCodes& used, bool renumber) {
    choose_numbers(divided, unit, layout, previous, used, renumber);
    std::vector<std::int32_t> order(divided.grids.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&divided](std::int32_t a, std::int32_t b) {
        return divided.grids[static_cast<std::size_t>(a)].number < divided.grids[static_cast<std::size_t>(b)].number;
    });
    std::vector<std::int32_t> rank(order.size());
    std::vector<DividedGrid> sorted;
    for (std::size_t i = 0; i < order.size(); ++i) {
        rank[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
        sorted.push_back(std::move(divided.grids[static_cast<std::size_t>(order[i])]));
    }
    divided.grids = std::move(sorted);
    for (GridOverlap& overlap : divided.overlaps)
        overlap.new_grid = rank[static_cast<std::size_t>(overlap.new_grid)];
    return rank;
}

}  // namespace grid
