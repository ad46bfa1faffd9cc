#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/apportion.hpp"

namespace grid {

/// What a group of cells has, and what it had.
struct GroupBefore {
    Count households = 0;  ///< of now, thousandths
    std::int64_t cells = 1;
    std::vector<Count> held;  ///< by previous grid: households of now in the group; those without cells are not listed
};

/// How many grids a group may get where there were some before and the number is free: as many, or as many as come of
/// splitting those that are too large and joining those that are too small; of a small group also one more or fewer.
/// All within the limits of `size`, and if possible not where the mean is at a limit: such grids lose their shape, and
/// the next year moves them all. Ascending; {count} where no number keeps the limits.
[[nodiscard]] std::vector<std::int32_t> counts_after(const GroupBefore& before, std::int32_t count,
                                                     const GridSize& size);

}  // namespace grid
