#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/partition/partition.hpp"

namespace grid {

/// A change of a division by which it gets better: a vertex goes to a part that it touches, alone or for one of that
/// part which goes the other way.
struct Improvement {
    std::int32_t vertex = 0;
    std::int32_t from = 0;
    std::int32_t to = 0;
    std::int32_t exchanged = -1;  ///< the vertex of `to` that goes to `from`; -1: none
    double violation = 0;         ///< by how much the sum of the distances to the limits is less, in means of a part
    double cut = 0;               ///< by how much the cut is less; may be negative where another of these is not
    double even = 0;              ///< by how much it costs less that parts are not even, see unevenness()
};

/// All single moves and exchanges of two vertices that lessen the violation of the limits, as partition_graph() has it,
/// or else the cut with what it costs, at `even_price`, that parts are not even, such that no part becomes empty or
/// falls into more pieces than it has, and no pair of Graph::apart gets together. `limits` are one for each criterion,
/// the same for all parts; `is_fixed`: by vertex, stays where it is. Exchanges are given once, from the smaller part;
/// none of them is made of two moves that are improvements alone. Ascending by vertex, part and partner. A division of
/// which there are none cannot be bettered at a single place. Looks at each pair of vertices on both sides of each
/// border.
[[nodiscard]] std::vector<Improvement> find_improvements(const Graph& graph, std::span<const std::int32_t> part,
                                                         std::span<const Limits> limits, double even_price,
                                                         std::span<const char> is_fixed);

/// Makes such changes, the greatest first, until there are none: then the division cannot be bettered at a single
/// place. What it gains.
[[nodiscard]] Improvement improve_to_end(const Graph& graph, std::span<const Limits> limits, double even_price,
                                         std::vector<std::int32_t>& part);

}  // namespace grid
