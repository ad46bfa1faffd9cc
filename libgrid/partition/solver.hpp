#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/anneal.hpp"
#include "libgrid/partition/multilevel.hpp"
#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"
#include "libgrid/partition/resplit.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// What the search of every effort is made of, on one graph. Refers to what it is given.
class Solver {
public:
    /// As search().
    Solver(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits, Random& random);

    /// The violation at which there is nothing left to gain.
    [[nodiscard]] double unavoidable() const noexcept { return m_unavoidable; }
    [[nodiscard]] State state(std::vector<std::int32_t> part) const;

    /// A division from nothing. `start` counts them: they begin in different ways.
    [[nodiscard]] State beginning(int start);
    /// From there to one that keeps the limits, if that can be had for a bounded amount of work.
    void settle(State& state, int start);
    /// Looks for less border by a walk over the whole, and settles. May end worse than it was.
    void wander(State& state);
    /// Iterated local search over a few parts at a time, see polish(): `vertices` of work.
    void polish(State& state, std::int64_t vertices);
    /// A division of the borders of two, beginning from the first of them.
    [[nodiscard]] State combined(const std::vector<std::int32_t>& one, const std::vector<std::int32_t>& other);

private:
    [[nodiscard]] AnnealOptions exploration(int start) const;
    /// For a few parts: divides them anew as at the start, or walks from what they are.
    [[nodiscard]] Divide divider(const MultilevelOptions& anew, const AnnealOptions& walk);
    void keep_limits(State& state);

    const Problem& m_problem;
    std::int32_t m_parts;
    const std::vector<Limits>& m_limits;
    Random& m_random;
    double m_unavoidable;
};

}  // namespace grid::partition
