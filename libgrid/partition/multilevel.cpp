#include "libgrid/partition/multilevel.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "libgrid/partition/bisect.hpp"
#include "libgrid/partition/coarsen.hpp"
#include "libgrid/partition/grow.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {
namespace {

/// The walk that refines what a coarser graph has brought; temperatures are relative to the borders of its graph.
constexpr AnnealOptions refining{0, 0.4, 0.15, 0.15, 3};

/// From the finest to the coarsest; empty where the graph is coarse enough as it is.
std::vector<Coarse> coarse_graphs(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits,
                                  const MultilevelOptions& options, Random& random) {
    // A part needs a few vertices to be balanced with.
    constexpr std::int64_t share_of_part = 6;
    constexpr std::size_t most_graphs = 12;
    std::vector<std::int64_t> heaviest;
    for (const Limits& limit : limits) {
        heaviest.push_back(limit.upper / share_of_part);
    }
    std::vector<Coarse> graphs;
    if (problem.n / (2 * options.coarsest) < parts) {
        return graphs;
    }
    const Problem* finer = &problem;
    while (finer->n / options.coarsest >= parts && graphs.size() < most_graphs) {
        Coarse coarse = coarsen(*finer, heaviest, random);
        if (coarse.problem.n > finer->n - finer->n / 10 || coarse.problem.n < 2 * parts) {
            break;
        }
        graphs.push_back(std::move(coarse));
        finer = &graphs.back().problem;
    }
    return graphs;
}

std::vector<std::int32_t> walk(const Problem& problem, std::vector<std::int32_t> part, const std::vector<Limits>& all,
                               AnnealOptions options, std::int64_t steps, Random& random) {
    State state(problem, all, std::move(part));
    options.steps = steps * problem.n;
    anneal(state, options, random);
    return state.part();
}

/// The best of several divisions.
std::vector<std::int32_t> best_of_tries(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits,
                                        const std::vector<Limits>& all, const MultilevelOptions& options,
                                        Random& random) {
    // What is gained in one corner by another try is lost in another where there are many parts.
    const int tries = parts <= 16 ? options.tries : std::max(1, options.tries / (parts <= 64 ? 2 : 4));
    // A violation can still be mended on the finer graphs, at some cost.
    constexpr double price = 10;
    double least = std::numeric_limits<double>::infinity();
    std::vector<std::int32_t> best;
    for (int i = 0; i < tries; ++i) {
        // Bisection does not look at what is to be apart; growing looks at nothing else.
        const bool grow = problem.has_apart() && i % 2 == 0;
        State state(problem, all,
                    grow ? grown_division(problem, parts, random)
                         : recursive_bisection(problem, parts, limits, options.directions, random));
        AnnealOptions explore = options.explore;
        explore.steps = options.try_steps * problem.n;
        anneal(state, explore, random);
        const double cost = state.score().cut + price * problem.unit_cost * state.score().violation;
        if (cost < least) {
            least = cost;
            best = state.part();
        }
    }
    return best;
}

}  // namespace

std::vector<Limits> limits_of_all(const std::vector<Limits>& limits, std::int32_t parts) {
    std::vector<Limits> all;
    all.reserve(limits.size() * parts);
    for (std::int32_t p = 0; p < parts; ++p) {
        all.insert(all.end(), limits.begin(), limits.end());
    }
    return all;
}

std::vector<std::int32_t> multilevel_division(const Problem& problem, std::int32_t parts,
                                              const std::vector<Limits>& limits, const MultilevelOptions& options,
                                              Random& random) {
    const std::vector<Limits> all = limits_of_all(limits, parts);
    const std::vector<Coarse> graphs = coarse_graphs(problem, parts, limits, options, random);
    if (graphs.empty()) {
        std::vector<std::int32_t> part =
            walk(problem, recursive_bisection(problem, parts, limits, options.directions, random), all, options.explore,
                 options.plain_steps, random);
        if (!problem.has_apart()) {
            return part;
        }
        State bisected(problem, all, std::move(part));
        State grown(
            problem, all,
            walk(problem, grown_division(problem, parts, random), all, options.explore, options.plain_steps, random));
        return grown.score().better_than(bisected.score(), 0) ? grown.part() : bisected.part();
    }
    std::vector<std::int32_t> part = best_of_tries(graphs.back().problem, parts, limits, all, options, random);
    for (std::size_t level = graphs.size(); level > 0; --level) {
        const Problem& finer = level > 1 ? graphs[level - 2].problem : problem;
        part = walk(finer, projected(graphs[level - 1], part), all, refining,
                    level > 1 ? options.level_steps : options.fine_steps, random);
    }
    return part;
}

}  // namespace grid::partition
