#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/anneal.hpp"
#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::partition {

/// Steps are annealing steps per vertex of the graph that they are made on.
struct MultilevelOptions {
    std::int32_t coarsest = 10;      ///< vertices per part at which the graph is coarse enough
    int tries = 4;                   ///< divisions of the coarsest graph, of which the best is taken on (few parts)
    std::int64_t try_steps = 100;    ///< of each of these
    std::int64_t level_steps = 200;  ///< on the graphs between
    std::int64_t fine_steps = 100;   ///< on the graph itself
    std::int64_t plain_steps = 200;  ///< on the graph itself where it is coarse enough as it is
    int directions = 4;              ///< of the sweeps at each bisection
    AnnealOptions explore;           ///< the walk on the coarsest graph; its `steps` are not read
};

/// Divides a connected graph (neighbourhoods indexed) into `parts` parts: puts vertices together until there are few
/// for each part, divides what is left by recursive bisection and a long walk, and walks shorter and cooler on each
/// finer graph (multilevel annealing; Walshaw 2004, Multilevel refinement for combinatorial optimisation problems).
/// On a coarse graph a step moves a neighbourhood at once, which no walk of single vertices would. The limits may be
/// missed a little. `limits` has one entry per criterion; 1 <= parts <= n.
[[nodiscard]] std::vector<std::int32_t> multilevel_division(const Problem& problem, std::int32_t parts,
                                                            const std::vector<Limits>& limits,
                                                            const MultilevelOptions& options, Random& random);

/// The limits of all parts, as `State` wants them, where each part has the same.
[[nodiscard]] std::vector<Limits> limits_of_all(const std::vector<Limits>& limits, std::int32_t parts);

}  // namespace grid::partition
