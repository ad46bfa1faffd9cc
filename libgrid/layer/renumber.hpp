#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libgrid/layer/previous.hpp"

namespace grid {

/// What is known of the number of a grid.
struct WantedNumber {
    std::int32_t heir_of = -1;  ///< the previous grid that it carries on, or -1
    std::int64_t number = -1;   ///< never used in the unit, which somebody has given it; -1: none
    bool is_dedicated = false;
};

/// The numbers of the grids of a unit in which numbers were used before. `wanted` is by grid, with indices of the
/// grids `previous`; `order` is the order in which grids that carry on none are numbered (see
/// number_order()). A grid keeps the number of the one that it carries on, if that was in this unit, or, in order of
/// the old codes, if the number is above all that were ever used in this unit; one that carries on none gets the number
/// that somebody has given it. All others get the numbers after the largest one, of their range where the layout keeps
/// numbers for dedicated grids. A gap below it is not filled: nobody knows whether there was a grid. Before the first
/// dedicated grids of a unit the layout's gap is left. The only grid of a unit has CodeLayout::only_number, if there is
/// one, and no other grid has it. Throws InputError, as check_number_room(), if the numbers do not suffice.
[[nodiscard]] std::vector<std::int64_t> numbers_after(std::span<const PreviousGrid> previous, const UsedCodes& used,
                                                      const std::string& unit_code,
                                                      std::span<const WantedNumber> wanted,
                                                      std::span<const std::int32_t> order, const CodeLayout& layout,
                                                      const Place& place);

}  // namespace grid
