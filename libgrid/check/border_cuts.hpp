#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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

/// Blocks and borders are drawn and rounded apart by so much.
constexpr double border_cut_depth_m = 0.05;

/// Whether a border through an area, given by its index, has a right to be there.
using CutFilter = std::function<bool(const BorderCut& cut, std::size_t area)>;

/// For each area the first border found that passes through it, deeper than `border_cut_depth_m`, and that `is_right`
/// does not let pass. The units' own borders do not count.
[[nodiscard]] std::vector<std::optional<BorderCut>> find_border_cuts(const CheckContext& context,
                                                                     const std::vector<Area>& areas,
                                                                     const CutFilter& is_right);

}  // namespace grid
