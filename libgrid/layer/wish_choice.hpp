#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/wishes/unit_wishes.hpp"

namespace grid {

// Which wishes are met where not all can be. Part of divide_unit().

/// What the wishes of a small unit are to its cells, of which those of the groups that can be met with all that are
/// taken before them: so says the list of all divisions into `grids` grids, locked ones among them. The sets are the
/// grids of that which misses `limits` (households) by least; what is not taken is missed. Nothing where there are too
/// many cells, or too many divisions.
[[nodiscard]] std::optional<CellWishes> choose_wishes(const WishedUnit& unit,
                                                      const std::vector<std::vector<std::int32_t>>& groups,
                                                      std::int32_t grids, const Limits& limits);

}  // namespace grid
