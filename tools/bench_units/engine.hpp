#pragma once

#include "tools/bench_units/evaluate.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace grid::tools {

/// A program that divides a graph, and what it has reached so far.
struct Engine {
    std::string name;
    /// Parts of a problem with a seed; the last argument receives the seconds that it took.
    std::function<std::vector<std::int32_t>(const Problem&, std::uint64_t, double&)> solve;

    double seconds = 0;
    double cut = 0;
    std::int64_t missing = 0;
    std::int64_t disconnected = 0;
    std::int64_t forced = 0;   ///< out of the limits, with a vertex that is too heavy by itself
    std::int64_t outside = 0;  ///< out of the limits without one
    std::int64_t wrong = 0;    ///< missing, disconnected or outside
    std::int64_t parts = 0;
    std::vector<std::vector<double>> deviations;  ///< |deviation| of the parts that are not forced, by criterion

    /// Solves the problem and counts the result in.
    UnitScore run(const Problem& problem, std::uint64_t seed);
};

/// METIS with ncuts 1 and with ncuts 8 and niter 20, libgrid with efforts fast and normal. `tolerances`: of each
/// criterion, for METIS.
[[nodiscard]] std::vector<Engine> make_engines(const std::vector<double>& tolerances);

}  // namespace grid::tools
