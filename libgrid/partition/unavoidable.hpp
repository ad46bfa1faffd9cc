#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// A violation that no division into `parts` parts avoids (a lower bound, with some room for rounding), so that a
/// search that has reached it need not go on. Criterion by criterion: a vertex heavier than the upper limit fills a
/// part and misses by what it has too much; the others share what is left of the total evenly, in whole multiples of
/// the greatest common divisor of the weights. 8,000 households in 999 parts are 991 parts of 8 and 8 of 9 at best,
/// which limits of 7.2 to 8.8 do not allow, though the mean lies between them. `limits`: one for each criterion.
[[nodiscard]] double unavoidable_violation(const Problem& problem, std::int32_t parts,
                                           const std::vector<Limits>& limits);

/// The parts that miss their limits by more than the vertices in them do that are heavier than a part may be,
/// ascending. What such a vertex has too much is missed by whatever part has it, so that nothing is to be won there.
[[nodiscard]] std::vector<std::int32_t> parts_to_help(const State& state);

}  // namespace grid::partition
