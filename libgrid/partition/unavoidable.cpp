#include "libgrid/partition/unavoidable.hpp"

#include <algorithm>
#include <numeric>

namespace grid::partition {
namespace {

std::int64_t distance(std::int64_t load, const Limits& limits) {
    return std::max<std::int64_t>({0, limits.lower - load, load - limits.upper});
}

/// The weights of one criterion, as far as they matter.
struct Weights {
    std::int64_t divisor = 0;  ///< of all
    std::int64_t light = 0;    ///< sum of those that fit into a part
    std::int64_t excess = 0;   ///< sum of what the others have above the limit
    std::int64_t heavy = 0;    ///< sum of the others
    std::int32_t heavies = 0;  ///< number of the others
};

Weights weigh(const Problem& problem, int criterion, const Limits& limits) {
    Weights result;
    for (std::int32_t v = 0; v < problem.n; ++v) {
        const std::int64_t weight = problem.weight[static_cast<std::size_t>(v) * problem.criteria + criterion];
        result.divisor = std::gcd(result.divisor, weight);
        if (weight <= limits.upper) {
            result.light += weight;
        } else {
            result.heavy += weight;
            result.excess += weight - limits.upper;
            ++result.heavies;
        }
    }
    return result;
}

/// The distance to the limits is convex, so that even parts have the least sum of it.
std::int64_t least_distance(std::int64_t total, std::int64_t step, std::int64_t parts, const Limits& limits) {
    const std::int64_t steps = step > 0 ? total / step : 0;
    const std::int64_t low = steps / parts * step;
    const std::int64_t larger = steps % parts;  // parts with one step more
    return (parts - larger) * distance(low, limits) + (larger > 0 ? larger * distance(low + step, limits) : 0);
}

std::int64_t least_distance(const Weights& weights, std::int32_t parts, const Limits& limits) {
    const std::int64_t others = std::int64_t{parts} - weights.heavies;
    if (others > 0) {
        return weights.excess + least_distance(weights.light, weights.divisor, others, limits);
    }
    // Heavy vertices have to share parts.
    return std::max(weights.excess, weights.heavy + weights.light - limits.upper * parts);
}

/// By how much a part is missed at least that has the heaviest of the vertices of `p`.
double missed_by_vertex(const State& state, std::int32_t p) {
    const Problem& problem = state.problem();
    double most = 0;
    for (const std::int32_t v : state.members(p)) {
        double excess = 0;
        for (int c = 0; c < problem.criteria; ++c) {
            const std::int64_t upper = state.limits()[static_cast<std::size_t>(p) * problem.criteria + c].upper;
            const std::int64_t weight = problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
            excess += problem.scale[c] * static_cast<double>(std::max<std::int64_t>(0, weight - upper));
        }
        most = std::max(most, excess);
    }
    return most;
}

}  // namespace

double unavoidable_violation(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits) {
    double sum = 0;
    for (int c = 0; c < problem.criteria; ++c) {
        const Weights weights = weigh(problem, c, limits[c]);
        sum += problem.scale[c] * static_cast<double>(least_distance(weights, parts, limits[c]));
    }
    return sum * (1 + 1e-12) + 1e-12;
}

std::vector<std::int32_t> parts_to_help(const State& state) {
    std::vector<std::int32_t> result;
    for (std::int32_t p = 0; p < state.parts(); ++p) {
        const double violation = state.violation_of(p);
        if (violation > 0 && violation > missed_by_vertex(state, p) * (1 + 1e-12)) {
            result.push_back(p);
        }
    }
    return result;
}

}  // namespace grid::partition
