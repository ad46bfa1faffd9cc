#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/core/count.hpp"

namespace grid {

/// What a grid of one plan and a grid of another have in common.
struct CommonHouseholds {
    std::int32_t first = 0;  ///< grid of the first plan
    std::int32_t second = 0;
    Count households = 0;  ///< more than 0
};

/// Matches grids of two plans one to one, or leaves them without a match, so that as many households as possible are in
/// grids that are matched; returns how many these are. That number is unique, the matching need not be. Each pair of
/// grids occurs at most once.
/// Method: maximum-weight matching by shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987), on the pairs
/// that have something in common only.
[[nodiscard]] Count most_households_that_stay(std::vector<CommonHouseholds> common);

}  // namespace grid
