#pragma once

#include "libgrid/partition/partition.hpp"

#include <cstdint>
#include <vector>

namespace grid::tools {

/// A partition problem of a unit.
struct Problem {
    Graph graph;
    PartitionOptions options;
};

/// What is wrong with the parts of one engine, and what their border costs. Summed over problems.
struct Score {
    double cut = 0;
    std::int64_t parts = 0;
    std::int64_t missing = 0;       ///< parts without a vertex
    std::int64_t disconnected = 0;  ///< parts in several pieces
    std::int64_t forced = 0;        ///< parts out of the limits with a vertex that is too heavy by itself
    std::int64_t outside = 0;       ///< other parts out of the limits
    double seconds = 0;

    void add(const Score& other);
};

/// Counts from the graph and the parts alone, the same for every engine.
[[nodiscard]] Score evaluate(const Problem& problem, const std::vector<std::int32_t>& part);

}  // namespace grid::tools
