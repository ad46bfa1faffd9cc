#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// Divides a connected graph (neighbourhoods indexed) into `parts` parts, 1 <= parts <= n; one limit per criterion.
/// With a higher effort the violation is not greater than with a lower one and the same `random`.
[[nodiscard]] std::vector<std::int32_t> search(const Problem& problem, std::int32_t parts,
                                               const std::vector<Limits>& limits, Effort effort, Random& random);

/// The same from a beginning that is given: lowers the violation, then the cut. `limits` are those of every part.
void improve(State& state, const std::vector<Limits>& limits, Effort effort, Random& random);

}  // namespace grid::partition
