#include "libgrid/partition/search.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/partition/combine.hpp"
#include "libgrid/partition/solver.hpp"

namespace grid::partition {
namespace {

/// With more parts than this another start from nothing is lost work: what it gains here it loses there.
constexpr std::int32_t few_parts = 20;

/// A division and how good it is.
struct Found {
    std::vector<std::int32_t> part;
    Score score;
};

bool better(const Score& a, const Score& b) {
    return a.better_than(b, 1e-9 * b.cut);
}

/// Several divisions of one graph.
class Population {
public:
    [[nodiscard]] std::size_t size() const noexcept { return m_found.size(); }
    [[nodiscard]] const Found& operator[](std::size_t i) const noexcept { return m_found[i]; }
    void add(const State& state) { m_found.push_back({state.part(), state.score()}); }

    /// A child takes the place of the one most like it, of those that are not better (memetic algorithms, as KaFFPaE).
    void replace(const State& child) {
        Found* alike = nullptr;
        double least = 0;
        for (Found& found : m_found) {
            if (better(found.score, child.score())) {
                continue;
            }
            const double apart = difference(child.problem(), child.part(), found.part);
            if (alike == nullptr || apart < least) {
                alike = &found;
                least = apart;
            }
        }
        if (alike != nullptr) {
            *alike = {child.part(), child.score()};
        }
    }

    /// Whether all are as good as each other.
    [[nodiscard]] bool agrees() const {
        return std::none_of(m_found.begin(), m_found.end(), [&](const Found& found) {
            return better(found.score, m_found.front().score) || better(m_found.front().score, found.score);
        });
    }

private:
    std::vector<Found> m_found;
};

/// The efforts are one chain: each goes on where the one below it has ended, and the best is kept throughout. So more
/// effort is never worse. Work is counted in vertices that are divided anew.
class Chain {
public:
    Chain(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits, Random& random)
        : m_problem(problem), m_parts(parts), m_random(random), m_solver(problem, parts, limits, random) {}

    /// One start; where the limits are missed, some more if the graph is small.
    void run_fast() {
        const std::int32_t starts = std::clamp(300 / m_problem.n, 1, 4);
        for (std::int32_t i = 0; i == 0 || (i < starts && m_best.score.violation > m_solver.unavoidable()); ++i) {
            offer(settled());
        }
    }

    /// Several starts, each polished a little, or, where another start is lost work, a walk over the whole; the best is
    /// polished to the end.
    void run_normal() {
        const std::int64_t vertices = normal_vertices();
        const std::int32_t starts = normal_starts();
        if (starts == 1) {
            State state = m_solver.state(m_best.part);
            m_solver.wander(state);
            offer(state);
            polish_best(vertices);
            return;
        }
        const std::int64_t each = vertices / 2 / starts;
        Population population;
        for (std::int32_t i = 0; i < starts; ++i) {
            State state = i == 0 ? m_solver.state(m_best.part) : settled();
            m_solver.polish(state, each);
            offer(state);
            population.add(state);
        }
        // Where all have come out the same, it is hardly by chance.
        if (starts < 3 || !population.agrees()) {
            polish_best(vertices - starts * each);
        }
    }

    /// More such divisions, then children of two of them; a last polish. Ends early where all come out the same.
    void run_best() {
        constexpr std::size_t size = 6;
        constexpr int children = 12;
        const std::int64_t each = normal_starts() > 1 ? normal_vertices() * 3 : std::int64_t{24} * m_problem.n;
        Population population;
        population.add(m_solver.state(m_best.part));
        while (population.size() < size) {
            State state = settled();
            m_solver.polish(state, each);
            offer(state);
            population.add(state);
        }
        for (int i = 0; i < children && !population.agrees(); ++i) {
            const auto [one, other] = parents(population);
            State child = m_solver.combined(population[one].part, population[other].part);
            m_solver.polish(child, each / 3);
            offer(child);
            population.replace(child);
        }
        if (!population.agrees()) {
            polish_best(each);
        }
    }

    /// Whether no division can be better.
    [[nodiscard]] bool perfect() const {
        return m_best.score.cut <= 0 && m_best.score.violation <= m_solver.unavoidable();
    }

    [[nodiscard]] std::vector<std::int32_t> take() { return std::move(m_best.part); }

private:
    [[nodiscard]] std::int32_t normal_starts() const {
        return m_parts <= few_parts ? std::clamp(4000 / m_problem.n, 1, 4) : 1;
    }
    [[nodiscard]] std::int64_t normal_vertices() const {
        constexpr std::int64_t at_least = 5000;
        return std::max<std::int64_t>(at_least, m_problem.n);
    }

    /// Another division from nothing.
    [[nodiscard]] State settled() {
        State state = m_solver.beginning(m_starts);
        m_solver.settle(state, m_starts++);
        return state;
    }

    void polish_best(std::int64_t vertices) {
        State state = m_solver.state(m_best.part);
        m_solver.polish(state, vertices);
        offer(state);
    }

    void offer(const State& state) {
        if (m_best.part.empty() || better(state.score(), m_best.score)) {
            m_best = {state.part(), state.score()};
        }
    }

    /// Two of them, the better one first.
    [[nodiscard]] std::pair<std::size_t, std::size_t> parents(const Population& population) {
        const auto count = static_cast<std::int32_t>(population.size());
        const std::int32_t one = m_random.below(count);
        std::int32_t other = m_random.below(count - 1);
        other += other >= one ? 1 : 0;
        const bool swap = better(population[other].score, population[one].score);
        return swap ? std::pair<std::size_t, std::size_t>{other, one} : std::pair<std::size_t, std::size_t>{one, other};
    }

    const Problem& m_problem;
    std::int32_t m_parts;
    Random& m_random;
    Solver m_solver;
    Found m_best;
    int m_starts = 0;
};

}  // namespace

std::vector<std::int32_t> search(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits,
                                 Effort effort, Random& random) {
    Chain chain(problem, parts, limits, random);
    chain.run_fast();
    if (effort != Effort::fast && !chain.perfect()) {
        chain.run_normal();
    }
    if (effort == Effort::best && !chain.perfect()) {
        chain.run_best();
    }
    return chain.take();
}

void improve(State& state, const std::vector<Limits>& limits, Effort effort, Random& random) {
    Solver solver(state.problem(), state.parts(), limits, random);
    solver.settle(state, 0);
    if (effort != Effort::fast) {
        const std::int64_t passes = effort == Effort::normal ? 4 : 40;
        solver.polish(state, passes * state.problem().n);
    }
}

}  // namespace grid::partition
