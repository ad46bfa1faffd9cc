#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::partition {

/// A graph of which some vertices were put together.
struct Coarse {
    Problem problem;                      ///< neighbourhoods indexed
    std::vector<std::int32_t> coarse_of;  ///< for each vertex of the finer graph
};

/// Puts together what has the same number in `coarse_of`, 0 .. count-1, each of which is used.
[[nodiscard]] Coarse contract(const Problem& problem, std::vector<std::int32_t> coarse_of, std::int32_t count);

/// The division of the finer graph that goes with one of the coarse graph.
[[nodiscard]] std::vector<std::int32_t> projected(const Coarse& coarse, const std::vector<std::int32_t>& part);

/// Puts neighbours together in pairs (Karypis and Kumar 1998), those first that share most of their border: an edge is
/// rated by its weight over what the pair has as border to others, so that pairs are compact whatever their size
/// (inner/outer, Holtgrewe, Sanders, Schulz 2010). No vertex gets heavier than `heaviest` in any criterion by it.
[[nodiscard]] Coarse coarsen(const Problem& problem, const std::vector<std::int64_t>& heaviest, Random& random);

}  // namespace grid::partition
