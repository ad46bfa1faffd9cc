#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::partition {

/// What it costs, in the unit of the cut, that vertices are not in the parts that go with their previous ones.
[[nodiscard]] double moving_cost(const Problem& problem, const PreviousParts& previous,
                                 const std::vector<std::int32_t>& part, std::int32_t parts);

/// Throws ConfigError if the division does not fit a graph of `n` vertices.
void check(const PreviousParts& previous, std::int32_t n);

/// The division of some of the vertices; its parts are numbered anew, without gaps.
[[nodiscard]] PreviousParts restricted(const PreviousParts& previous, const std::vector<std::int32_t>& vertices);

/// repartition_graph() of a connected graph (neighbourhoods indexed); the previous parts are numbered without gaps.
[[nodiscard]] std::vector<std::int32_t> evolve(const Problem& problem, std::int32_t parts,
                                               const std::vector<Limits>& limits, const PreviousParts& previous,
                                               Effort effort, Random& random);

}  // namespace grid::partition
