#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::partition {

/// Orders in which a sweep line passes the vertices. With coordinates: by projection on one of eight directions.
/// Without: by the difference of the hop distances to two far ends of the graph.
/// `which` counts the orders asked for, from a random one on; connected graph.
[[nodiscard]] std::vector<std::int32_t> sweep_order(const Problem& problem, int which, Random& random);

/// Side (0 or 1) of each vertex: the vertices in `order` up to about `share` of the total of `size` go to side 0, then
/// stray pieces are given to the other side, so that both are connected and non-empty. Connected graph, n >= 2.
[[nodiscard]] std::vector<std::int32_t> sweep_split(const Problem& problem, const std::vector<std::int32_t>& order,
                                                    const std::vector<double>& size, double share);

}  // namespace grid::partition
