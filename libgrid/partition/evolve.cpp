#include "libgrid/partition/evolve.hpp"

#include <algorithm>
#include <map>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/partition/anneal.hpp"
#include "libgrid/partition/homes.hpp"
#include "libgrid/partition/inherit.hpp"
#include "libgrid/partition/multilevel.hpp"
#include "libgrid/partition/search.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {
namespace {

/// What it costs to move a vertex of mean `stay`, in edges of mean weight.
double price_of(double stability) {
    constexpr double highest = 1e4;
    return stability < 1 ? std::min(highest, stability / (1 - stability)) : highest;
}

int tries_for(Effort effort) {
    return effort == Effort::fast ? 1 : (effort == Effort::normal ? 3 : 10);
}

/// What each vertex is worth where it stays: an edge of mean weight for one of mean `stay`.
std::vector<double> edges_worth(const Problem& problem, const PreviousParts& previous) {
    double total = 0;
    for (const std::int64_t stay : previous.stay) {
        total += static_cast<double>(stay);
    }
    std::vector<double> worth;
    for (const std::int64_t stay : previous.stay) {
        worth.push_back(total > 0 ? problem.unit_cost * problem.n * static_cast<double>(stay) / total : 0);
    }
    return worth;
}

/// The part where each vertex is at home: that which goes with its previous one.
std::vector<std::int32_t> homes(const PreviousParts& previous, const std::vector<std::int32_t>& part,
                                std::int32_t parts, const std::vector<double>& stay) {
    std::int32_t labels = 0;
    for (const std::int32_t label : previous.part) {
        labels = std::max(labels, label + 1);
    }
    const std::vector<std::int32_t> part_of = match_labels(previous.part, part, stay, labels, parts);
    std::vector<std::int32_t> home;
    for (const std::int32_t label : previous.part) {
        home.push_back(label < 0 ? -1 : part_of[label]);
    }
    return home;
}

class Evolution {
public:
    Evolution(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits,
              const PreviousParts& previous, Effort effort, Random& random)
        : m_problem(problem),
          m_parts(parts),
          m_limits(limits),
          m_previous(previous),
          m_effort(effort),
          m_random(random),
          m_price(price_of(previous.stability)),
          m_stay(edges_worth(problem, previous)) {}

    std::vector<std::int32_t> run() {
        // Moving must not be so dear that no way leads back to the limits.
        constexpr double bearable = 2;
        for (int i = 0; i < tries_for(m_effort); ++i) {
            State state = at_work(inherited_division(m_problem, m_parts, m_limits, m_previous, m_random),
                                  std::min(m_price, bearable));
            improve(state, m_limits, m_effort, m_random);
            offer(state.part());
        }
        if (m_previous.stability < 1) {
            offer(search(m_problem, m_parts, m_limits, m_effort, m_random));
        }
        return std::move(m_best);
    }

private:
    [[nodiscard]] State at_work(std::vector<std::int32_t> part, double price) const {
        std::vector<std::int32_t> home = homes(m_previous, part, m_parts, m_stay);
        std::vector<double> stay;
        for (const double worth : m_stay) {
            stay.push_back(price * worth);
        }
        State state(m_problem, limits_of_all(m_limits, m_parts), std::move(part));
        state.set_homes(std::move(home), std::move(stay));
        return state;
    }

    /// Lets what can go home at its full price, the limits being kept, and remembers the best.
    void offer(std::vector<std::int32_t> part) {
        constexpr std::int64_t steps = 100;
        State state = at_work(std::move(part), m_price);
        anneal(state, {steps * m_problem.n, 0.4, 0.05, prohibitive_price, prohibitive_price}, m_random);
        if (m_best.empty() || state.score().better_than(m_best_score, 0)) {
            m_best_score = state.score();
            m_best = state.part();
        }
    }

    const Problem& m_problem;
    std::int32_t m_parts;
    const std::vector<Limits>& m_limits;
    const PreviousParts& m_previous;
    Effort m_effort;
    Random& m_random;
    double m_price;
    std::vector<double> m_stay;  ///< by vertex; an edge of mean weight for a vertex of mean `stay`
    std::vector<std::int32_t> m_best;
    Score m_best_score;
};

}  // namespace

double moving_cost(const Problem& problem, const PreviousParts& previous, const std::vector<std::int32_t>& part,
                   std::int32_t parts) {
    const std::vector<double> worth = edges_worth(problem, previous);
    const std::vector<std::int32_t> home = homes(previous, part, parts, worth);
    double moved = 0;
    for (std::size_t v = 0; v < part.size(); ++v) {
        moved += previous.part[v] >= 0 && home[v] != part[v] ? worth[v] : 0;
    }
    return price_of(previous.stability) * moved;
}

void check(const PreviousParts& previous, std::int32_t n) {
    const auto count = static_cast<std::size_t>(n);
    if (previous.part.size() != count || previous.stay.size() != count) {
        throw ConfigError(msg("a previous division of {} and {} vertices does not fit {}", previous.part.size(),
                              previous.stay.size(), n));
    }
    if (!(previous.stability >= 0 && previous.stability <= 1)) {
        throw ConfigError(msg("the stability must be from 0 to 1, not {}", previous.stability));
    }
    if (std::any_of(previous.stay.begin(), previous.stay.end(), [](std::int64_t stay) { return stay < 0; })) {
        throw ConfigError(msg("what moves with a vertex cannot be negative"));
    }
}

PreviousParts restricted(const PreviousParts& previous, const std::vector<std::int32_t>& vertices) {
    PreviousParts result;
    result.stability = previous.stability;
    std::map<std::int32_t, std::int32_t> number;
    for (const std::int32_t v : vertices) {
        std::int32_t part = -1;
        if (previous.part[v] >= 0) {
            part = number.try_emplace(previous.part[v], static_cast<std::int32_t>(number.size())).first->second;
        }
        result.part.push_back(part);
        result.stay.push_back(previous.stay[v]);
    }
    return result;
}

std::vector<std::int32_t> evolve(const Problem& problem, std::int32_t parts, const std::vector<Limits>& limits,
                                 const PreviousParts& previous, Effort effort, Random& random) {
    if (parts == 1) {
        return std::vector<std::int32_t>(problem.n, 0);
    }
    return Evolution(problem, parts, limits, previous, effort, random).run();
}

}  // namespace grid::partition
