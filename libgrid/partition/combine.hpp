#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/coarsen.hpp"
#include "libgrid/partition/problem.hpp"

namespace grid::partition {

/// The graph in which what two divisions both keep together is one vertex (as far as it is connected), so that only
/// borders of the one or the other are left to choose from. Both are divisions of it, see projected().
/// (Recombination of KaFFPaE: Sanders, Schulz 2012.)
[[nodiscard]] Coarse overlay(const Problem& problem, const std::vector<std::int32_t>& one,
                             const std::vector<std::int32_t>& other);

/// The division of the coarse graph that goes with one of the finer graph none of whose borders crosses a coarse
/// vertex.
[[nodiscard]] std::vector<std::int32_t> lifted(const Coarse& coarse, const std::vector<std::int32_t>& part);

/// The weight of the edges at which just one of two divisions has a border.
[[nodiscard]] double difference(const Problem& problem, const std::vector<std::int32_t>& one,
                                const std::vector<std::int32_t>& other);

}  // namespace grid::partition
