#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/core/count.hpp"

namespace grid {

/// Counts as whole numbers with the same sum (rounded, ties upward): each is rounded down and the missing ones go to
/// the largest fractions, of equal fractions to the first (Hamilton's method of largest remainders). Whole counts stay
/// as they are.
[[nodiscard]] std::vector<std::int64_t> to_whole_numbers(const std::vector<Count>& counts);

/// The same with the sum given. Precondition: `sum` is that of the counts, rounded up or down.
[[nodiscard]] std::vector<std::int64_t> to_whole_numbers(const std::vector<Count>& counts, std::int64_t sum);

}  // namespace grid
