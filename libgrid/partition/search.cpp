#include "libgrid/partition/search.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/partition/anneal.hpp"
#include "libgrid/partition/bisect.hpp"
#include "libgrid/partition/repair.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {
namespace {

/// How much work an effort stands for. Steps are annealing steps per vertex.
struct Plan {
    int starts = 1;            ///< independent beginnings
    std::int64_t explore = 0;  ///< steps from the first division on
    std::int64_t refine = 0;   ///< steps with the limits kept
    int directions = 4;        ///< of the sweeps at each bisection
    RepairOptions repair;      ///< budget per vertex
};

Plan plan_for(Effort effort, std::int32_t n) {
    switch (effort) {
        case Effort::fast:
            return {1, 100, 40, 4, {4, 10, 300}};
        case Effort::normal:
            return {1, 650, 150, 4, {4, 10, 1000}};
        case Effort::best:
            break;
    }
    // Small problems gain more from several starts, large ones from a long walk.
    const std::int32_t starts = std::clamp(4000 / n, 1, 20);
    return {starts, n > 4000 ? 4000 : 10000, n > 4000 ? 1500 : 3000, 8, {5, 10, 3000}};
}

/// The walk that explores. A warm one under loose limits finds its way where the limits are tight for the weights.
AnnealOptions exploration(const Problem& problem, Effort effort, int start) {
    if (start % 2 == 1) {
        return {0, 2, 0.4, 0.01, 0.5};
    }
    if (problem.criteria > 1) {
        return {0, 2, 0.2, 0.01, 2};
    }
    return effort == Effort::best ? AnnealOptions{0, 1, 0.15, 0.04, 4} : AnnealOptions{0, 0.7, 0.2, 0.04, 4};
}

/// The violation that no plan can avoid: what heavy vertices have above the limit, or what the total has too much or
/// too little.
double unavoidable_violation(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits) {
    double sum = 0;
    for (int c = 0; c < problem.criteria; ++c) {
        std::int64_t total = 0;
        std::int64_t heavy = 0;
        for (std::int32_t v = 0; v < problem.n; ++v) {
            const std::int64_t weight = problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
            total += weight;
            heavy += std::max<std::int64_t>(0, weight - limits[c].upper);
        }
        const std::int64_t least = std::max({heavy, total - limits[c].upper * parts, limits[c].lower * parts - total});
        sum += problem.scale[c] * static_cast<double>(least);
    }
    return sum;
}

/// Walks on from a plan that misses the limits and mends again, as often as `rounds`, until they are met.
void insist(State& state, const Plan& plan, const RepairOptions& repair_options, double unavoidable, Random& random) {
    constexpr int rounds = 10;
    for (int round = 0; round < rounds && state.violation() > unavoidable; ++round) {
        const Score before = state.score();
        std::vector<std::int32_t> saved = state.part();
        anneal(state, {plan.explore * state.problem().n / 6, 0.5, 0.25, 0.25, 2.5, false}, random);
        repair(state, repair_options);
        if (before.better_than(state.score(), 0)) {
            state.assign(std::move(saved));
        }
    }
}

}  // namespace

std::vector<std::int32_t> search(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits,
                                 Effort effort, Random& random) {
    const Plan plan = plan_for(effort, problem.n);
    std::vector<Limits> all;
    all.reserve(limits.size() * parts);
    for (std::int32_t p = 0; p < parts; ++p) {
        all.insert(all.end(), limits.begin(), limits.end());
    }
    RepairOptions repair_options = plan.repair;
    repair_options.budget *= problem.n;
    // With some room for rounding.
    const double unavoidable = unavoidable_violation(problem, parts, limits) * (1 + 1e-12) + 1e-12;

    std::vector<std::int32_t> best;
    Score best_score;
    for (int start = 0; start < plan.starts; ++start) {
        State state(problem, all, recursive_bisection(problem, parts, limits, plan.directions, random));
        AnnealOptions explore = exploration(problem, effort, start);
        explore.steps = plan.explore * problem.n;
        anneal(state, explore, random);
        repair(state, repair_options);
        insist(state, plan, repair_options, unavoidable, random);
        anneal(state, {plan.refine * problem.n, 0.4, 0.12, prohibitive_price, prohibitive_price}, random);
        if (best.empty() || state.score().better_than(best_score, 0)) {
            best_score = state.score();
            best = state.part();
        }
    }
    return best;
}

}  // namespace grid::partition
