#pragma once

#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"

namespace grid::partition {

/// Checks the input (ConfigError, see `partition_graph`) and brings the graph into the form of the search: parallel
/// edges are added up. Neighbourhoods are not indexed yet.
[[nodiscard]] Problem prepare(const Graph& graph, const PartitionOptions& options);

/// The limits, drawn in to where they make a difference, so that sums and multiples of them cannot overflow.
[[nodiscard]] std::vector<Limits> usable_limits(const Problem& problem, const PartitionOptions& options);

/// The connected components, each in ascending order, by their first vertex.
[[nodiscard]] std::vector<std::vector<std::int32_t>> components(const Problem& problem);

/// How many of `parts` parts each component gets: at least one and at most one for each vertex; what makes the least
/// violation, then in proportion to weight by the method of equal proportions (Hill 1911, Huntington 1921). Throws
/// ConfigError if there are more components than parts.
[[nodiscard]] std::vector<std::int32_t> apportion(const Problem& problem,
                                                  const std::vector<std::vector<std::int32_t>>& pieces,
                                                  std::int32_t parts, const std::vector<Limits>& limits);

}  // namespace grid::partition
