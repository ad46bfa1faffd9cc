#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/partition/graph.hpp"

namespace grid {

/// How long to try, in iterations, never in seconds: the result does not depend on the machine.
enum class Effort { fast, normal, best };

/// Limits of one criterion, both inclusive, for every part.
struct Limits {
    std::int64_t lower = 0;
    std::int64_t upper = 0;
};

struct PartitionOptions {
    std::int32_t parts = 1;
    std::vector<Limits> limits;  ///< one for each criterion
    Effort effort = Effort::normal;
    std::uint64_t seed = 1;
};

struct PartitionResult {
    std::vector<std::int32_t> part;       ///< part of each vertex, 0 .. parts-1, every part non-empty and connected
    double cut = 0;                       ///< sum of the weights of the undirected edges between parts
    bool feasible = false;                ///< every part within every limit
    std::vector<std::int32_t> violating;  ///< the parts that are not, ascending
};

/// Divides `graph` into `options.parts` connected, non-empty parts within the limits, with as little cut as can be
/// found. The objective is lexicographic: first the violation of the limits (sum over parts and criteria of the
/// distance to the nearest limit, relative to the mean of the criterion), then the cut. If the limits cannot be met the
/// least violation found is returned and `feasible` is false. A disconnected graph gets parts per component in
/// proportion to weight; if it has more components than parts, ConfigError is thrown. The same input gives the same
/// result on every machine. Throws ConfigError for parts < 1, parts > vertices, limits that do not match the criteria,
/// or a malformed graph.
[[nodiscard]] PartitionResult partition_graph(const Graph& graph, const PartitionOptions& options);

}  // namespace grid
