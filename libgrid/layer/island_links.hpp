#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// The nearest cells of two islands.
struct IslandLink {
    std::int32_t first = 0;  ///< cell, first < second
    std::int32_t second = 0;
    double gap_m = 0;  ///< between their points
};

/// Links between islands, which are sets of cells that do not touch: from each to those that are nearest, so many that
/// all hang together. `at` is a point of each cell in the work plane, `island` the island that it lies on (0 upward;
/// -1: none). No two links are between the same islands. Ascending.
[[nodiscard]] std::vector<IslandLink> link_islands(std::span<const Point> at, std::span<const std::int32_t> island);

}  // namespace grid
