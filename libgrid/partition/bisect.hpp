#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::partition {

/// A first division into `parts` connected, non-empty parts by recursive bisection: for each split sweeps over several
/// directions at the ratio of the weights (Kalcsics, Nickel, Schroeder 2005), of which the best is taken. Where splits
/// keep coming out lopsided (stars), the rest is cut along a spanning tree. Connected graph, 1 <= parts <= n;
/// `limits` has one entry per criterion.
[[nodiscard]] std::vector<std::int32_t> recursive_bisection(const Problem& problem, std::int32_t parts,
                                                            const std::vector<Limits>& limits, int directions,
                                                            Random& random);

/// What balance is measured by when the criteria are taken together: the share of a part's mean, a vertex heavier than
/// the upper limit counting as one part; where all weights are zero, the number of vertices.
[[nodiscard]] std::vector<double> vertex_sizes(const Problem& problem, const std::vector<Limits>& limits);

}  // namespace grid::partition
