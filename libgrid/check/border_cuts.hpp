#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libgrid/check/check_context.hpp"

namespace grid {

/// A border between two grids of one unit that passes through an area.
struct BorderCut {
    Point at;                 ///< in the CRS of the layer
    std::int32_t first = -1;  ///< rows on both sides
    std::int32_t second = -1;
};

/// For each area the first border found that passes through it, deeper than 5 cm: blocks and borders are drawn and
/// rounded apart. The units' own borders do not count.
[[nodiscard]] std::vector<std::optional<BorderCut>> find_border_cuts(const CheckContext& context,
                                                                     const std::vector<Area>& blocks);

}  // namespace grid
