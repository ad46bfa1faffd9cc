#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/problem.hpp"

namespace grid::partition {

/// Division into exactly `parts` connected, non-empty parts by cutting a depth-first spanning tree from the leaves on
/// wherever enough has gathered. Linear, for any connected graph with n >= parts; makes no claim on the cut.
/// `size` is what the parts share evenly.
[[nodiscard]] std::vector<std::int32_t> tree_split(const Problem& problem, const std::vector<double>& size,
                                                   std::int32_t parts);

}  // namespace grid::partition
