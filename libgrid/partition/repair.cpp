#include "libgrid/partition/repair.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

#include "libgrid/partition/unavoidable.hpp"

namespace grid::partition {
namespace {

struct Move {
    std::int32_t vertex = 0;
    std::int32_t to = 0;
    double violation = 0;  ///< change
    double cut = 0;        ///< change, where it has been asked for
    double rank = 0;
};

/// Of moves that are as good as each other the same one comes first in whatever order they were collected.
bool comes_before(const Move& a, const Move& b) {
    return std::tie(a.rank, a.vertex, a.to) < std::tie(b.rank, b.vertex, b.to);
}

bool comes_after(const Move& a, const Move& b) {
    return comes_before(b, a);
}

class ChainSearch {
public:
    ChainSearch(State& state, const RepairOptions& options)
        : m_state(state),
          m_options(options),
          m_left(options.budget),
          m_moves(options.depth),
          m_entering(state.problem().n, 0) {
        double least = 1e300;
        for (const double scale : state.problem().scale) {
            least = std::min(least, scale);
        }
        m_step = least / 2;  // violations are whole multiples of the scales; less than this is rounding
    }

    [[nodiscard]] bool spent() const noexcept { return m_left <= 0; }
    [[nodiscard]] bool done() const noexcept { return spent() || m_state.violation() <= m_options.enough; }

    /// Tries to lower the sum of the violations by a chain that begins at part `p`, as short as possible, and of the
    /// chains of that length by the one with the least cut.
    bool help(std::int32_t p) {
        const double violation = m_state.violation();
        for (int depth = 1; depth <= m_options.depth && !spent(); ++depth) {
            m_best.clear();
            m_best_cost = std::numeric_limits<double>::infinity();
            m_goal = violation - m_step;
            follow(p, depth, 0);
            if (!m_best.empty()) {
                for (const Move& move : m_best) {
                    m_state.move(move.vertex, move.to);
                }
                return true;
            }
        }
        return false;
    }

private:
    void collect(std::int32_t p, std::vector<Move>& moves) {
        const Problem& g = m_state.problem();
        moves.clear();
        ++m_round;
        for (const std::int32_t v : m_state.members(p)) {
            if (!m_state.at_border(v)) {
                continue;
            }
            const double leaving = m_state.change_by_leaving(v);
            const auto row = g.row(v);
            for (std::size_t i = 0; i < row.size(); ++i) {
                const std::int32_t u = row[i].to;
                const std::int32_t q = m_state.part_of(u);
                if (q == p) {
                    continue;
                }
                if (m_entering[u] != m_round) {
                    m_entering[u] = m_round;
                    moves.push_back({u, p, m_state.change_by_leaving(u) + m_state.change_by_entering(u, p), 0, 0});
                }
                bool first = true;
                for (std::size_t j = 0; j < i && first; ++j) {
                    first = m_state.part_of(row[j].to) != q;
                }
                if (first) {
                    moves.push_back({v, q, leaving + m_state.change_by_entering(v, q), 0, 0});
                }
            }
        }
        m_left -= static_cast<std::int64_t>(moves.size());
    }

    /// The last move of a chain: the least cut among those that reach the goal.
    void finish(std::vector<Move>& moves, double cut) {
        const double allowed = m_goal - m_state.violation();
        const Move* best = nullptr;
        for (Move& move : moves) {
            if (move.violation > allowed) {
                continue;
            }
            move.rank = cut + m_state.cut_change(move.vertex, move.to);
            const bool better = move.rank < m_best_cost && (best == nullptr || comes_before(move, *best));
            if (better && m_state.can_leave(move.vertex)) {
                best = &move;
            }
        }
        if (best != nullptr) {
            m_best_cost = best->rank;
            m_best = m_trail;
            m_best.push_back(*best);
        }
    }

    void follow(std::int32_t p, int depth, double cut) {
        std::vector<Move>& moves = m_moves[depth - 1];
        collect(p, moves);
        if (depth == 1) {
            finish(moves, cut);
            return;
        }
        // What an edge is worth in violation when it comes to which moves to follow.
        const double price = 0.1 / m_state.problem().unit_cost;
        for (Move& move : moves) {
            move.cut = m_state.cut_change(move.vertex, move.to);
            move.rank = move.violation + price * move.cut;
        }
        // Of the many moves few are followed: a heap brings them one by one.
        std::make_heap(moves.begin(), moves.end(), comes_after);
        int followed = 0;
        for (auto end = moves.end(); end != moves.begin() && followed < m_options.width && !spent();) {
            std::pop_heap(moves.begin(), end, comes_after);
            const Move& move = *--end;
            if (!m_state.can_leave(move.vertex)) {
                continue;
            }
            ++followed;
            const std::int32_t from = m_state.part_of(move.vertex);
            const std::int32_t other = from == p ? move.to : from;
            m_state.move(move.vertex, move.to);
            m_trail.push_back(move);
            // On to the other part, or once more to the same one where that is left worse off.
            const std::int32_t next = m_state.violation_of(other) >= m_state.violation_of(p) ? other : p;
            follow(next, depth - 1, cut + move.cut);
            m_trail.pop_back();
            m_state.move(move.vertex, from);
        }
    }

    State& m_state;
    RepairOptions m_options;
    std::int64_t m_left;
    double m_goal = 0;
    double m_step = 0;
    std::vector<Move> m_trail;
    std::vector<Move> m_best;
    double m_best_cost = 0;
    std::vector<std::vector<Move>> m_moves;  // one list for each depth
    std::vector<std::int64_t> m_entering;    // by vertex: the last round in which it was seen to enter the part
    std::int64_t m_round = 0;
};

}  // namespace

void repair(State& state, const RepairOptions& options) {
    if (state.parts() < 2) {
        return;
    }
    ChainSearch search(state, options);
    bool helped = true;
    while (helped && !search.done()) {
        helped = false;
        for (const std::int32_t p : parts_to_help(state)) {
            while (state.violation_of(p) > 0 && !search.done() && search.help(p)) {
                helped = true;
            }
        }
    }
}

}  // namespace grid::partition
