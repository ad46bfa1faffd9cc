#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libgrid/layer/previous.hpp"

namespace grid {

/// The numbers of the grids of a unit in which numbers were used before. `heir_of[g]` is the one of the grids
/// `previous` that grid g carries on, or -1; `order` is the order in which grids that carry on none are numbered (see
/// number_order()). A grid keeps the number of the one that it carries on, if that was in this unit, or, in order of
/// the old codes, if the number is above all that were ever used in this unit; all others get the numbers after the
/// largest one. A gap below it is not filled: nobody knows whether there was a grid. Throws InputError, as
/// check_number_room(), if the numbers do not suffice.
[[nodiscard]] std::vector<std::int64_t> numbers_after(std::span<const PreviousGrid> previous, const UsedCodes& used,
                                                      const std::string& unit_code,
                                                      std::span<const std::int32_t> heir_of,
                                                      std::span<const std::int32_t> order, const CodeLayout& layout,
                                                      const Place& place);

}  // namespace grid
