#include "libgrid/partition/search.hpp"

#include <algorithm>

#include "libgrid/partition/anneal.hpp"
#include "libgrid/partition/homes.hpp"
#include "libgrid/partition/multilevel.hpp"
#include "libgrid/partition/repair.hpp"
#include "libgrid/partition/resplit.hpp"
#include "libgrid/partition/state.hpp"
#include "libgrid/partition/unavoidable.hpp"

namespace grid::partition {
namespace {

/// How much work an effort stands for.
struct Plan {
    int starts = 1;             ///< independent beginnings
    MultilevelOptions divide;   ///< of each
    RepairOptions repair;       ///< budget per vertex
    std::int64_t patience = 0;  ///< how often each vertex is divided anew at most where the limits are missed
    double stubbornness = 0;    ///< share of the patience for a part that misses them: so many times its share of all
    std::int64_t refine = 0;    ///< annealing steps per vertex at the end, with the limits kept
};

Plan plan_for(Effort effort, std::int32_t n) {
    switch (effort) {
        case Effort::fast:
            return {1, {10, 4, 25, 30, 15, 100, 4, {}}, {4, 10, 300}, 8, 48, 15};
        case Effort::normal:
            return {1, {10, 4, 100, 200, 100, 800, 4, {}}, {4, 10, 1000}, 8, 96, 80};
        case Effort::best:
            break;
    }
    // Small problems gain more from several starts, large ones from a long walk.
    const bool large = n > 4000;
    const std::int32_t starts = std::clamp(4000 / n, 1, 40);
    return {starts,
            {large ? 10 : 40, 4, 2000, 4000, 2000, large ? 4000 : 10000, 8, {}},
            {5, 10, 3000},
            20,
            96,
            large ? 1500 : 3000};
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

void mend(State& state, RepairOptions options, double unavoidable) {
    options.budget *= state.problem().n;
    options.enough = unavoidable;
    repair(state, options);
}

/// From a beginning to a division that keeps the limits, if it can be had.
void improve(State& state, const std::vector<Limits>& limits, const Plan& plan, double unavoidable, Random& random) {
    mend(state, plan.repair, unavoidable);
    const Divide divide = [&](State& piece, bool anew) {
        if (anew) {
            piece.assign(
                at_home(piece, multilevel_division(piece.problem(), piece.parts(), limits, plan.divide, random)));
        } else {
            AnnealOptions walk = plan.divide.explore;
            walk.steps = plan.divide.plain_steps * piece.problem().n;
            anneal(piece, walk, random);
        }
        // A few parts are tried again and again, so that each try is shorter.
        RepairOptions chains = plan.repair;
        chains.budget /= 3;
        mend(piece, chains, unavoidable_violation(piece.problem(), piece.parts(), limits));
    };
    const Patience patience{plan.patience * state.problem().n, plan.stubbornness};
    resplit(state, limits, unavoidable, patience, divide, random);
    anneal(state, {plan.refine * state.problem().n, 0.4, 0.12, prohibitive_price, prohibitive_price}, random);
}

/// A division and how good it is.
struct Found {
    std::vector<std::int32_t> part;
    Score score;
};

Found search_with(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits, Effort effort,
                  Random& random) {
    const Random fresh = random;
    Plan plan = plan_for(effort, problem.n);
    const double unavoidable = unavoidable_violation(problem, parts, limits);
    Found best;
    const auto offer = [&](std::vector<std::int32_t> beginning) {
        State state(problem, limits_of_all(limits, parts), std::move(beginning));
        improve(state, limits, plan, unavoidable, random);
        if (best.part.empty() || state.score().better_than(best.score, 0)) {
            best = {state.part(), state.score()};
        }
    };
    for (int start = 0; start < plan.starts; ++start) {
        plan.divide.explore = exploration(problem, effort, start);
        offer(multilevel_division(problem, parts, limits, plan.divide, random));
    }
    if (effort == Effort::fast || best.score.violation <= unavoidable) {
        return best;
    }
    // More work is not always more luck: what less of it finds is a beginning, too.
    Random again = fresh;
    Found lower = search_with(problem, parts, limits, effort == Effort::best ? Effort::normal : Effort::fast, again);
    if (lower.score.violation < best.score.violation) {
        best = lower;
        offer(std::move(lower.part));
    }
    return best;
}

}  // namespace

std::vector<std::int32_t> search(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits,
                                 Effort effort, Random& random) {
    return search_with(problem, parts, limits, effort, random).part;
}

void improve(State& state, const std::vector<Limits>& limits, Effort effort, Random& random) {
    const Problem& problem = state.problem();
    Plan plan = plan_for(effort, problem.n);
    plan.divide.explore = exploration(problem, effort, 0);
    improve(state, limits, plan, unavoidable_violation(problem, state.parts(), limits), random);
}

}  // namespace grid::partition
