#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"

namespace grid::partition {

/// A violation that no division into `parts` parts avoids (a lower bound, with some room for rounding), so that a
/// search that has reached it need not go on. Criterion by criterion: a vertex heavier than the upper limit fills a
/// part and misses by what it has too much; the others share what is left of the total evenly, in whole multiples of
/// the greatest common divisor of the weights. 8,000 households in 999 parts are 991 parts of 8 and 8 of 9 at best,
/// which limits of 7.2 to 8.8 do not allow, though the mean lies between them. `limits`: one for each criterion.
[[nodiscard]] double unavoidable_violation(const Problem& problem, std::int32_t parts,
                                           const std::vector<Limits>& limits);

}  // namespace grid::partition
