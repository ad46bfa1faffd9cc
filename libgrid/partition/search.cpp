#include "libgrid/partition/search.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/partition/anneal.hpp"
#include "libgrid/partition/bisect.hpp"
#include "libgrid/partition/repair.hpp"
#include "libgrid/partition/resplit.hpp"
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
    std::int64_t resplit = 0;  ///< how often each vertex is divided anew where the limits are missed
};

Plan plan_for(Effort effort, std::int32_t n) {
    switch (effort) {
        case Effort::fast:
            return {1, 100, 40, 4, {4, 10, 300}, 4};
        case Effort::normal:
            return {1, 650, 150, 4, {4, 10, 1000}, 10};
        case Effort::best:
            break;
    }
    // Small problems gain more from several starts, large ones from a long walk.
    const std::int32_t starts = std::clamp(4000 / n, 1, 20);
    return {starts, n > 4000 ? 4000 : 10000, n > 4000 ? 1500 : 3000, 8, {5, 10, 3000}, 20};
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
        ResplitOptions anew{plan.resplit * problem.n, plan.explore, explore, plan.repair, plan.directions};
        resplit(state, limits, unavoidable, anew, random);
        anneal(state, {plan.refine * problem.n, 0.4, 0.12, prohibitive_price, prohibitive_price}, random);
        if (best.empty() || state.score().better_than(best_score, 0)) {
            best_score = state.score();
            best = state.part();
        }
    }
    return best;
}

}  // namespace grid::partition
