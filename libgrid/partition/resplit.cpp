#include "libgrid/partition/resplit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libgrid/partition/cluster.hpp"
#include "libgrid/partition/multilevel.hpp"
#include "libgrid/partition/unavoidable.hpp"

namespace grid::partition {
namespace {

/// Takes parts apart and keeps what is better.
class Resplitter {
public:
    Resplitter(State& state, const std::vector<Limits>& limits, const Divide& divide, Random& random)
        : m_state(state),
          m_limits(limits),
          m_divide(divide),
          m_random(random),
          m_scratch(static_cast<std::size_t>(state.problem().n), -1) {}

    /// Vertices divided so far, each as often as it was.
    [[nodiscard]] std::int64_t spent() const noexcept { return m_spent; }

    /// Takes part `first` and those around it, `count` in all. Whether the division has become another one, which is
    /// better or, if `drift`, as good. Without that nothing is done where the violation cannot be lower.
    bool attempt(std::int32_t first, std::int32_t count, bool anew, bool drift) {
        const std::vector<std::int32_t> cluster = parts_around(m_state, first, count, m_random, m_scratch);
        const auto parts = static_cast<std::int32_t>(cluster.size());
        Piece piece = take_apart(m_state, cluster, m_scratch);
        m_spent += work_of(piece);
        State trial(piece.problem, limits_of_all(m_limits, parts), std::move(piece.part));
        trial.set_homes(std::move(piece.home), std::move(piece.stay));
        const Score before = trial.score();
        if (parts < 2 || (!drift && unavoidable_violation(piece.problem, parts, m_limits) >= before.violation)) {
            return false;
        }
        m_divide(trial, anew);
        const double rounding = 1e-9 * before.cut;
        if (drift ? before.better_than(trial.score(), rounding) : !trial.score().better_than(before, rounding)) {
            return false;
        }
        for (std::size_t i = 0; i < piece.vertices.size(); ++i) {
            const std::int32_t to = cluster[trial.part_of(static_cast<std::int32_t>(i))];
            if (to != m_state.part_of(piece.vertices[i])) {
                m_state.move(piece.vertices[i], to);
            }
        }
        return true;
    }

private:
    /// The vertices; more where one has so many neighbours that looking at them is most of the work.
    [[nodiscard]] std::int64_t work_of(const Piece& piece) const {
        constexpr std::int64_t many = 16;
        std::int64_t edges = 0;
        for (const std::int32_t v : piece.vertices) {
            edges += m_state.problem().degree(v);
        }
        return std::max<std::int64_t>(piece.problem.n, edges / many);
    }

    State& m_state;
    const std::vector<Limits>& m_limits;
    const Divide& m_divide;
    Random& m_random;
    std::vector<std::int32_t> m_scratch;
    std::int64_t m_spent = 0;
};

std::int64_t vertices_for(const Patience& patience, std::size_t missing, std::int32_t parts) {
    const double share = std::min(1.0, patience.each * static_cast<double>(missing) / parts);
    return std::llround(share * static_cast<double>(patience.most));
}

}  // namespace

void resplit(State& state, const std::vector<Limits>& limits, double enough, const Patience& patience,
             const Divide& divide, Random& random) {
    constexpr std::int32_t sizes = 5;  // clusters of 2 parts to 6
    Resplitter resplitter(state, limits, divide, random);
    std::vector<std::int32_t> missing = parts_to_help(state);
    const std::int64_t most = vertices_for(patience, missing.size(), state.parts());
    for (std::int32_t attempt = 0; !missing.empty() && state.violation() > enough && resplitter.spent() < most;
         ++attempt) {
        const std::int32_t first = missing[random.below(static_cast<std::int32_t>(missing.size()))];
        if (resplitter.attempt(first, 2 + attempt / 2 % sizes, attempt % 2 == 0, false)) {
            missing = parts_to_help(state);
        }
    }
}

void polish(State& state, const std::vector<Limits>& limits, std::int64_t vertices, const Divide& divide,
            Random& random) {
    constexpr std::int32_t fewest = 3;
    constexpr std::int32_t sizes = 6;  // clusters of 3 parts to 8
    Resplitter resplitter(state, limits, divide, random);
    while (resplitter.spent() < vertices) {
        const std::int32_t first = random.below(state.parts());
        const std::int32_t count = fewest + random.below(sizes);
        const bool anew = random.below(2) == 0;
        resplitter.attempt(first, count, anew, true);
    }
}

}  // namespace grid::partition
