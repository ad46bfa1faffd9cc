#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// Part `p` and parts around it, up to `count` in all, each next to one before it. `scratch` as in induced().
[[nodiscard]] std::vector<std::int32_t> parts_around(const State& state, std::int32_t p, std::int32_t count,
                                                     Random& random, std::vector<std::int32_t>& scratch);

/// A few parts of a division as a problem of their own.
struct Piece {
    std::vector<std::int32_t> vertices;
    Problem problem;                 ///< neighbourhoods indexed
    std::vector<std::int32_t> part;  ///< as it is now; by place in the cluster
    std::vector<std::int32_t> home;  ///< by place in the cluster; -1: nowhere, or not in the cluster
    std::vector<double> stay;
};

/// `scratch` as in induced().
[[nodiscard]] Piece take_apart(const State& state, const std::vector<std::int32_t>& cluster,
                               std::vector<std::int32_t>& scratch);

}  // namespace grid::partition
