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
    std::int64_t refine = 0;   ///< steps after the repair
    int directions = 4;        ///< of the sweeps at each bisection
    RepairOptions repair;
};

Plan plan_for(Effort effort, std::int32_t n) {
    switch (effort) {
        case Effort::fast:
            return {1, 100, 40, 4, {4, 10, 300}};
        case Effort::normal:
            return {1, 700, 400, 4, {5, 20, 3000}};
        case Effort::best:
            break;
    }
    // The total is the same for all sizes; small problems gain more from several starts, large ones from a long walk.
    const std::int32_t starts = std::clamp(20000 / std::max(n, 1), 1, 10);
    return {starts, 30000 / starts, 10000 / starts, 8, {6, 20, 10000}};
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

    std::vector<std::int32_t> best;
    Score best_score;
    for (int start = 0; start < plan.starts; ++start) {
        const BisectOptions bisect{plan.directions, 0};
        State state(problem, all, recursive_bisection(problem, parts, limits, bisect, random));
        anneal(state, {plan.explore * problem.n, 0.7, 0.25, 1}, random);
        repair(state, repair_options);
        anneal(state, {plan.refine * problem.n, 0.3, 0.15, 20}, random);
        if (best.empty() || state.score().better_than(best_score, 0)) {
            best_score = state.score();
            best = state.part();
        }
    }
    return best;
}

}  // namespace grid::partition
