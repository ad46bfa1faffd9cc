#include "libgrid/partition/solver.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/partition/combine.hpp"
#include "libgrid/partition/homes.hpp"
#include "libgrid/partition/repair.hpp"
#include "libgrid/partition/unavoidable.hpp"

namespace grid::partition {
namespace {

constexpr MultilevelOptions division{10, 4, 25, 30, 15, 100, 4, {}};

/// Chains of moves; the budget is for each vertex. A few parts are tried again and again, so that each try is shorter.
constexpr RepairOptions of_all{4, 10, 300};
constexpr RepairOptions of_few{4, 10, 100};

/// Steps for each vertex.
constexpr std::int64_t refining_steps = 15;
constexpr std::int64_t walking_steps = 60;
constexpr std::int64_t combining_steps = 200;
/// Steps for each vertex at a border.
constexpr std::int64_t wandering_steps = 700;

void mend(State& state, RepairOptions options, double unavoidable) {
    options.budget *= state.problem().n;
    options.enough = unavoidable;
    repair(state, options);
}

/// What may be divided anew around the parts that miss their limits: small graphs are tried more often, and what cannot
/// be met is not to cost many times what can.
Patience patience_for(std::int64_t n) {
    constexpr std::int64_t some = 4000;
    constexpr double each = 48;
    return {std::clamp(some, 4 * n, 8 * n), each};
}

}  // namespace

Solver::Solver(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits, Random& random)
    : m_problem(problem),
      m_parts(parts),
      m_limits(limits),
      m_random(random),
      m_unavoidable(unavoidable_violation(problem, parts, limits)) {}

State Solver::state(std::vector<std::int32_t> part) const {
    return {m_problem, limits_of_all(m_limits, m_parts), std::move(part)};
}

/// A warm walk under loose limits finds its way where the limits are tight for the weights.
AnnealOptions Solver::exploration(int start) const {
    if (start % 2 == 1) {
        return {0, 2, 0.4, 0.01, 0.5};
    }
    return m_problem.criteria > 1 ? AnnealOptions{0, 2, 0.2, 0.01, 2} : AnnealOptions{0, 0.7, 0.2, 0.04, 4};
}

State Solver::beginning(int start) {
    MultilevelOptions options = division;
    options.explore = exploration(start);
    return state(multilevel_division(m_problem, m_parts, m_limits, options, m_random));
}

Divide Solver::divider(const MultilevelOptions& anew, const AnnealOptions& walk) {
    return [this, anew, walk](State& piece, bool from_nothing) {
        const Problem& problem = piece.problem();
        if (from_nothing) {
            piece.assign(at_home(piece, multilevel_division(problem, piece.parts(), m_limits, anew, m_random)));
        } else {
            AnnealOptions options = walk;
            options.steps *= problem.n;
            anneal(piece, options, m_random);
        }
        mend(piece, of_few, unavoidable_violation(problem, piece.parts(), m_limits));
    };
}

void Solver::keep_limits(State& state) {
    anneal(state, {refining_steps * m_problem.n, 0.4, 0.12, prohibitive_price, prohibitive_price}, m_random);
}

void Solver::settle(State& state, int start) {
    mend(state, of_all, m_unavoidable);
    MultilevelOptions anew = division;
    anew.explore = exploration(start);
    AnnealOptions walk = anew.explore;
    walk.steps = anew.plain_steps;
    resplit(state, m_limits, m_unavoidable, patience_for(m_problem.n), divider(anew, walk), m_random);
    keep_limits(state);
}

void Solver::wander(State& state) {
    const auto border = static_cast<std::int64_t>(state.border().size());
    anneal(state, {wandering_steps * border, 0.7, 0.15, 0.04, 4, false}, m_random);
    settle(state, 0);
}

void Solver::polish(State& state, std::int64_t vertices) {
    MultilevelOptions anew = division;
    anew.explore = exploration(0);
    partition::polish(state, m_limits, vertices, divider(anew, {walking_steps, 1, 0.15, 0.04, 4}), m_random);
}

State Solver::combined(const std::vector<std::int32_t>& one, const std::vector<std::int32_t>& other) {
    const Coarse coarse = overlay(m_problem, one, other);
    State choice(coarse.problem, limits_of_all(m_limits, m_parts), lifted(coarse, one));
    anneal(choice, {combining_steps * coarse.problem.n, 1, 0.15, 0.04, 4}, m_random);
    State result = state(projected(coarse, choice.part()));
    mend(result, of_few, m_unavoidable);
    keep_limits(result);
    return result;
}

}  // namespace grid::partition
