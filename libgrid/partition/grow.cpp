#include "libgrid/partition/grow.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace grid::partition {
namespace {

class Growth {
public:
    Growth(const Problem& problem, std::int32_t parts, Random& random)
        : m_problem(problem), m_parts(parts), m_random(random), m_part(problem.n, -1), m_load(parts, 0) {}

    std::vector<std::int32_t> run() {
        const std::vector<std::int32_t> seeds = choose_seeds();
        m_front.resize(m_parts);
        for (std::int32_t p = 0; p < m_parts; ++p) {
            take(seeds[p], p);
        }
        grow();
        give_away_the_rest();
        return std::move(m_part);
    }

private:
    /// Vertices that are all apart from each other, those with most such pairs first; then the farthest from them.
    [[nodiscard]] std::vector<std::int32_t> choose_seeds() {
        std::vector<std::pair<std::int64_t, std::int32_t>> order;
        for (std::int32_t v = 0; v < m_problem.n; ++v) {
            const auto pairs = static_cast<std::int64_t>(m_problem.apart_from(v).size());
            if (pairs > 0) {
                order.emplace_back(-(pairs * 4 + m_random.below(4)), v);
            }
        }
        std::sort(order.begin(), order.end());
        std::vector<std::int32_t> seeds;
        for (const auto& [rank, v] : order) {
            const bool fits = std::all_of(seeds.begin(), seeds.end(),
                                          [&](std::int32_t seed) { return m_problem.are_apart(seed, v); });
            if (fits && static_cast<std::int32_t>(seeds.size()) < m_parts) {
                seeds.push_back(v);
            }
        }
        if (seeds.empty()) {
            seeds.push_back(m_random.below(m_problem.n));
        }
        std::vector<std::int32_t> distance(m_problem.n, std::numeric_limits<std::int32_t>::max());
        for (const std::int32_t seed : seeds) {
            spread(seed, distance);
        }
        while (static_cast<std::int32_t>(seeds.size()) < m_parts) {
            const auto farthest = std::max_element(distance.begin(), distance.end()) - distance.begin();
            seeds.push_back(static_cast<std::int32_t>(farthest));
            spread(seeds.back(), distance);
        }
        return seeds;
    }

    /// Lowers the distances, in edges, to those from `seed`.
    void spread(std::int32_t seed, std::vector<std::int32_t>& distance) const {
        std::vector<std::int32_t> queue{seed};
        distance[seed] = 0;
        for (std::size_t head = 0; head < queue.size(); ++head) {
            const std::int32_t next = distance[queue[head]] + 1;
            for (const Edge& edge : m_problem.row(queue[head])) {
                if (next < distance[edge.to]) {
                    distance[edge.to] = next;
                    queue.push_back(edge.to);
                }
            }
        }
    }

    [[nodiscard]] std::int32_t against(std::int32_t v, std::int32_t p) const {
        std::int32_t count = 0;
        for (const std::int32_t other : m_problem.apart_from(v)) {
            count += m_part[other] == p ? 1 : 0;
        }
        return count;
    }

    void take(std::int32_t v, std::int32_t p) {
        m_part[v] = p;
        m_load[p] += m_problem.share(v);
        for (const Edge& edge : m_problem.row(v)) {
            if (m_part[edge.to] < 0) {
                m_front[p].push(edge.to);
            }
        }
    }

    /// The lightest part takes the vertex that has been in its front for longest, until no part can.
    void grow() {
        using Turn = std::pair<double, std::int32_t>;
        std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns;
        for (std::int32_t p = 0; p < m_parts; ++p) {
            turns.emplace(m_load[p], p);
        }
        while (!turns.empty()) {
            const std::int32_t p = turns.top().second;
            turns.pop();
            std::queue<std::int32_t>& front = m_front[p];
            while (!front.empty() && (m_part[front.front()] >= 0 || against(front.front(), p) > 0)) {
                front.pop();
            }
            if (front.empty()) {
                continue;
            }
            take(front.front(), p);
            turns.emplace(m_load[p], p);
        }
    }

    void give_away_the_rest() {
        std::queue<std::int32_t> rest;
        for (std::int32_t v = 0; v < m_problem.n; ++v) {
            if (m_part[v] < 0) {
                rest.push(v);
            }
        }
        while (!rest.empty()) {
            const std::int32_t v = rest.front();
            rest.pop();
            std::pair<std::int32_t, double> least{std::numeric_limits<std::int32_t>::max(), 0};
            std::int32_t to = -1;
            for (const Edge& edge : m_problem.row(v)) {
                const std::int32_t p = m_part[edge.to];
                if (p < 0) {
                    continue;
                }
                const std::pair rank{against(v, p), m_load[p]};
                if (to < 0 || rank < least) {
                    least = rank;
                    to = p;
                }
            }
            if (to < 0) {
                rest.push(v);
            } else {
                take(v, to);
            }
        }
    }

    const Problem& m_problem;
    std::int32_t m_parts;
    Random& m_random;
    std::vector<std::int32_t> m_part;
    std::vector<double> m_load;
    std::vector<std::queue<std::int32_t>> m_front;  ///< by part: vertices beside it, some taken by now
};

}  // namespace

std::vector<std::int32_t> grown_division(const Problem& problem, std::int32_t parts, Random& random) {
    return Growth(problem, parts, random).run();
}

}  // namespace grid::partition
