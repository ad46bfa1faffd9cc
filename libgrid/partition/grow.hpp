#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::partition {

/// A division into connected parts for graphs in which vertices are to be apart: seeds that are all apart from each
/// other as far as there are such, then those farthest away; the lightest part that can grows next, by a vertex that
/// nothing in it is to be apart from. What nobody can take so goes to the neighbour where the fewest pairs meet.
/// `problem` is connected, 1 <= parts <= n.
[[nodiscard]] std::vector<std::int32_t> grown_division(const Problem& problem, std::int32_t parts, Random& random);

}  // namespace grid::partition
