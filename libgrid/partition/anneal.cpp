#include "libgrid/partition/anneal.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace grid::partition {
namespace {

/// Natural logarithm by the series of atanh: unlike std::log the same on every machine. x > 0.
double logarithm(double x) {
    double shift = 0;
    while (x < 0.75) {
        x *= 2;
        shift -= 0.693147180559945309;
    }
    while (x > 1.5) {
        x /= 2;
        shift += 0.693147180559945309;
    }
    const double t = (x - 1) / (x + 1);
    double power = t;
    double sum = 0;
    for (int i = 1; i < 30; i += 2) {
        sum += power / i;
        power *= t * t;
    }
    return 2 * sum + shift;
}

/// exp(x) for small x.
double exponential(double x) {
    double term = 1;
    double sum = 1;
    for (int i = 1; i < 20; ++i) {
        term *= x / i;
        sum += term;
    }
    return sum;
}

constexpr int threshold_bits = 12;
using Thresholds = std::array<double, std::size_t{1} << threshold_bits>;

/// A move that costs d is taken with probability exp(-d / T): if d <= T * (-ln u), u uniform. The table holds -ln u.
const Thresholds& thresholds() {
    static const Thresholds table = [] {
        Thresholds values{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = -logarithm((static_cast<double>(i) + 0.5) / static_cast<double>(values.size()));
        }
        return values;
    }();
    return table;
}

/// The best division met, brought up to date only where the walk has changed something since.
class Best {
public:
    explicit Best(const State& state)
        : m_score(state.score()), m_part(state.part()), m_tolerance(1e-9 * (state.problem().unit_cost + m_score.cut)) {
        m_touched.reserve(m_part.size());
    }

    void touch(std::int32_t v) {
        if (m_touched.size() < m_part.size()) {
            m_touched.push_back(v);
        } else {
            m_all = true;
        }
    }
    void offer(const State& state) {
        const Score score = state.score();
        if (!score.better_than(m_score, m_tolerance)) {
            return;
        }
        m_score = score;
        if (m_all) {
            m_part = state.part();
        } else {
            for (const std::int32_t v : m_touched) {
                m_part[v] = state.part_of(v);
            }
        }
        m_touched.clear();
        m_all = false;
    }
    void restore(State& state) {
        if (!m_touched.empty()) {
            state.assign(std::move(m_part));
        }
    }

private:
    Score m_score;
    std::vector<std::int32_t> m_part;
    double m_tolerance;
    std::vector<std::int32_t> m_touched;
    bool m_all = false;
};

/// Price of the violation of each part.
class Prices {
public:
    Prices(const State& state, const AnnealOptions& options)
        : m_least(options.start_price * unit(state)),
          m_greatest(10 * options.end_price * unit(state)),
          m_price(state.parts(), std::min(5 * m_least, m_greatest)) {}

    [[nodiscard]] double operator[](std::int32_t p) const noexcept { return m_price[p]; }
    void adapt(const State& state, double growth) {
        m_least *= growth;
        for (std::int32_t p = 0; p < state.parts(); ++p) {
            const double price = state.violation_of(p) > 0 ? m_price[p] * 1.2 : m_price[p] * 0.9;
            m_price[p] = std::clamp(price, m_least, m_greatest);
        }
    }

private:
    static double unit(const State& state) {
        const Problem& g = state.problem();
        return g.unit_cost * g.n / (static_cast<double>(state.parts()) * g.criteria);
    }

    double m_least;
    double m_greatest;
    std::vector<double> m_price;
};

/// Moves `v` to part `q` and a random vertex of `q` on to a part next to it, which may be the one that `v` came from,
/// if both together are acceptable. `change` is the change of the cut by the first move, without evenness.
bool try_chain(State& state, std::int32_t v, std::int32_t q, double change, const Prices& prices, double limit,
               Random& random, Best& best) {
    const Problem& g = state.problem();
    const std::int32_t p = state.part_of(v);
    const std::int32_t u = state.members(q)[random.below(state.size(q))];
    if (!state.at_border(u)) {
        return false;
    }
    const auto row = g.row(u);
    const auto degree = static_cast<std::int32_t>(row.size());
    std::int32_t at = random.below(degree);
    while (state.part_of(row[at].to) == q) {
        at = at + 1 == degree ? 0 : at + 1;
    }
    const std::int32_t r = state.part_of(row[at].to);
    bool adjacent = false;
    change += state.home_change(u, r);
    for (const Edge& edge : row) {
        const std::int32_t s = edge.to == v ? q : state.part_of(edge.to);
        if (s == q) {
            change += edge.weight;
        } else if (s == r) {
            change -= edge.weight;
            adjacent = true;
        }
    }
    if (!adjacent || change > limit) {
        return false;
    }
    change += prices[q] * state.change_by_exchange(q, v, u) + state.even_change(q, v, u);
    change += p == r ? prices[p] * state.change_by_exchange(p, u, v) + state.even_change(p, u, v)
                     : prices[p] * state.change_by_leaving(v) + prices[r] * state.change_by_entering(u, r) +
                           state.even_change(p, -1, v) + state.even_change(r, u, -1);
    if (change > limit || !state.can_leave(v)) {
        return false;
    }
    state.move(v, q);
    if (!state.can_leave(u)) {
        state.move(v, p);
        return false;
    }
    state.move(u, r);
    best.touch(v);
    best.touch(u);
    return true;
}

}  // namespace

void anneal(State& state, const AnnealOptions& options, Random& random) {
    const Problem& g = state.problem();
    if (state.parts() < 2 || state.border().empty()) {
        return;
    }
    const Thresholds& table = thresholds();
    constexpr std::int64_t stride = 64;                   // steps of one temperature
    const std::int64_t interval = g.n + std::int64_t{1};  // steps from one change of the prices to the next
    const double strides = std::max(1.0, static_cast<double>(options.steps) / static_cast<double>(stride));
    const double intervals = std::max(1.0, static_cast<double>(options.steps) / static_cast<double>(interval));
    const double cooling = exponential(logarithm(options.end_temperature / options.start_temperature) / strides);
    const double growth = exponential(logarithm(options.end_price / options.start_price) / intervals);
    double temperature = options.start_temperature * g.unit_cost;
    Prices prices(state, options);
    std::int64_t adapt_at = interval;

    Best best(state);
    for (std::int64_t step = 0; step < options.steps; ++step) {
        if (step % stride == stride - 1) {
            temperature *= cooling;
        }
        if (step == adapt_at) {
            prices.adapt(state, growth);
            adapt_at += interval;
        }
        const std::uint64_t bits = random.next();
        const auto& border = state.border();
        const std::int32_t v = border[((bits >> 32U) * border.size()) >> 32U];
        const double limit = temperature * table[bits & (table.size() - 1)];
        const std::int32_t p = state.part_of(v);
        if (state.size(p) <= 1) {
            continue;
        }
        // The part to move to: that of the first foreign neighbour from a random place on.
        const auto row = g.row(v);
        const auto degree = static_cast<std::uint32_t>(row.size());
        auto at = static_cast<std::uint32_t>(((bits >> 12U & 0xfffffU) * degree) >> 20U);
        while (state.part_of(row[at].to) == p) {
            at = at + 1 == degree ? 0 : at + 1;
        }
        const std::int32_t q = state.part_of(row[at].to);

        // Without branches: which neighbour is in which part cannot be foreseen.
        double change = state.home_change(v, q);
        std::uint64_t own = 0;
        for (std::uint32_t i = 0; i < degree; ++i) {
            const std::int32_t r = state.part_of(row[i].to);
            const int same = r == p ? 1 : 0;
            const int target = r == q ? 1 : 0;
            change += row[i].weight * (same - target);
            own |= static_cast<std::uint64_t>(same) << (i & 63U);
        }
        const double strain = prices[p] * state.change_by_leaving(v) + prices[q] * state.change_by_entering(v, q) +
                              state.even_change(p, -1, v) + state.even_change(q, v, -1);
        if (change + strain > limit) {
            if (change <= limit && try_chain(state, v, q, change, prices, limit, random, best)) {
                best.offer(state);
            }
            continue;
        }
        if (degree > static_cast<std::uint32_t>(max_ring_degree) ? !state.can_leave(v) : !state.can_leave(v, own)) {
            continue;
        }
        state.move(v, q);
        best.touch(v);
        best.offer(state);
    }
    if (options.keep_best) {
        best.restore(state);
    }
}

}  // namespace grid::partition
