#pragma once

#include "libgrid/partition/partition.hpp"

#include <cstdint>
#include <vector>

namespace grid::tools {

/// A partition problem of a unit.
struct Problem {
    Graph graph;
    PartitionOptions options;
    std::size_t unit = 0;  ///< its index among the problems of the run
};

/// How one part came out.
struct PartScore {
    std::int32_t pieces = 0;        ///< connected ones; 0: the part has no vertex
    bool within = true;             ///< the limits of all criteria
    bool has_heavy = false;         ///< a vertex that is above a limit by itself
    std::vector<double> deviation;  ///< from the mean of the unit, signed, by criterion

    [[nodiscard]] bool is_forced() const { return !within && has_heavy; }
    [[nodiscard]] bool is_outside() const { return !within && !has_heavy; }
};

struct UnitScore {
    double cut = 0;  ///< weight of the edges between parts
    std::vector<PartScore> parts;
};

/// Judges from the graph and the parts alone, the same for every engine. part[v] is 0 .. options.parts - 1.
[[nodiscard]] UnitScore evaluate(const Problem& problem, const std::vector<std::int32_t>& part);

}  // namespace grid::tools
