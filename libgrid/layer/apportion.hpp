#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/count.hpp"

namespace grid {

/// Wanted size of a grid, in thousandths of a household; 0 <= min <= target <= max, 0 < target.
struct GridSize {
    Count target = 400 * count_scale;
    Count min = 300 * count_scale;
    Count max = 500 * count_scale;
};

/// Whether the mean grid of a unit is within min .. max.
enum class CountFit {
    fits,
    no_households,         ///< the unit has none: one grid
    too_few,               ///< fewer households than one grid must have: one grid
    no_count,              ///< between two counts, as 501..599 with 300..500: the least bad one
    not_enough_cells,      ///< more grids are wanted than there are cells
    not_enough_households  ///< a given number of grids is above that of the households
};

struct GridCount {
    std::int32_t count = 1;
    CountFit fit = CountFit::fits;
};

/// Number of grids of a unit: at least ceil(H / max), at most floor(H / min), nearest to H / target (of two equally
/// near counts the larger one, because its grids are nearer to the target). Where no count fits, the one that misses
/// its limit by the smaller factor, of two equal ones the smaller count. Never less than 1 nor more than `max_cells`.
/// Preconditions: households >= 0, max_cells >= 1; ConfigError otherwise and for a wrong `size`.
[[nodiscard]] GridCount grid_count(Count households, const GridSize& size, std::int32_t max_cells);

/// One who gets grids: a unit, or a zone of a unit.
struct Share {
    Count households = 0;
    std::int32_t least = 1;  ///< grids at least
    std::int32_t most = 1;   ///< grids at most: the number of cells
};

/// Distributes `total` grids in proportion to households, within least .. most of each share.
/// The method is Huntington and Hill's (equal proportions): the next grid goes where H^2 / (k (k + 1)) is greatest.
/// Among all distributions this one has the least sum over all grids of the squared deviation of the mean grid of
/// the share, H / k, from the mean of all grids; it gives every share its first grid by itself, and a greater total
/// never takes a grid away from anyone. (A minimum of the worst deviation would be no criterion: the smallest unit,
/// which gets its one grid in any case, usually is the worst one.) Equal claims: fewer grids first, then input order.
/// Exact integer arithmetic. Throws ConfigError if total is below the sum of `least` or above the sum of `most`.
[[nodiscard]] std::vector<std::int32_t> apportion(std::span<const Share> shares, std::int64_t total);

}  // namespace grid
