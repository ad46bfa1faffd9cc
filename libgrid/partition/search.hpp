#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// Divides a connected graph (neighbourhoods indexed) into `parts` parts, 1 <= parts <= n; one limit per criterion.
/// A higher effort goes on where a lower one with the same `random` has ended: neither the violation nor, with the same
/// violation, the cut is greater.
[[nodiscard]] std::vector<std::int32_t> search(const Problem& problem, std::int32_t parts,
                                               const std::vector<Limits>& limits, Effort effort, Random& random);

/// The same from a beginning that is given: lowers the violation, then the cut. `limits` are those of every part.
void improve(State& state, const std::vector<Limits>& limits, Effort effort, Random& random);

}  // namespace grid::partition
