#include "libgrid/partition/problem.hpp"

#include <algorithm>
#include <utility>

namespace grid::partition {

double Problem::share(std::int32_t v) const noexcept {
    double sum = 0;
    for (int c = 0; c < criteria; ++c) {
        sum += static_cast<double>(weight[static_cast<std::size_t>(v) * criteria + c]) * scale[c];
    }
    return sum;
}

bool Problem::are_apart(std::int32_t v, std::int32_t u) const noexcept {
    if (!has_apart()) {
        return false;
    }
    const auto others = apart_from(v);
    return std::binary_search(others.begin(), others.end(), u);
}

namespace {

/// Fills `unit_cost`.
void measure_costs(Problem& problem) {
    double sum = 0;
    std::size_t costly = 0;
    for (const Edge& edge : problem.edges) {
        sum += edge.weight;
        costly += edge.weight > 0 ? 1 : 0;
    }
    problem.unit_cost = costly > 0 ? sum / static_cast<double>(costly) : 1;
}

}  // namespace

void index_neighbourhoods(Problem& problem) {
    measure_costs(problem);
    problem.ring.assign(problem.edges.size(), 0);
    problem.link_offsets.assign(static_cast<std::size_t>(problem.n) + 1, 0);
    problem.links.clear();

    std::vector<std::int32_t> slot(problem.n, -1);       // index of a neighbour in the row of v
    std::vector<std::uint64_t> seen_from(problem.n, 0);  // vertices at distance two: their neighbours in the row of v
    std::vector<std::int32_t> second;
    for (std::int32_t v = 0; v < problem.n; ++v) {
        const auto row = problem.row(v);
        const auto degree = static_cast<std::int32_t>(row.size());
        if (degree >= 2 && degree <= max_ring_degree) {
            std::uint64_t* ring = problem.ring.data() + problem.offsets[v];
            for (std::int32_t i = 0; i < degree; ++i) {
                slot[row[i].to] = i;
            }
            second.clear();
            for (std::int32_t i = 0; i < degree; ++i) {
                const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(i);
                if (problem.degree(row[i].to) > max_ring_degree) {
                    continue;  // seen from the other end, or left to the search
                }
                for (const Edge& edge : problem.row(row[i].to)) {
                    const std::int32_t j = slot[edge.to];
                    if (j >= 0) {
                        ring[i] |= std::uint64_t{1} << static_cast<unsigned>(j);
                        ring[j] |= bit;
                    } else if (edge.to != v) {
                        if (seen_from[edge.to] == 0) {
                            second.push_back(edge.to);
                        }
                        seen_from[edge.to] |= bit;
                    }
                }
            }
            for (const std::int32_t u : second) {
                std::uint64_t rest = seen_from[u];
                seen_from[u] = 0;
                // Worth keeping if it ties together neighbours that do not touch each other.
                bool useful = false;
                for (std::uint64_t bits = rest; bits != 0 && !useful; bits &= bits - 1) {
                    const auto i = __builtin_ctzll(bits);
                    useful = (rest & ~(ring[i] | (std::uint64_t{1} << static_cast<unsigned>(i)))) != 0;
                }
                if (useful) {
                    problem.links.push_back({u, rest});
                }
            }
            for (const Edge& edge : row) {
                slot[edge.to] = -1;
            }
        }
        problem.link_offsets[v + 1] = static_cast<std::int32_t>(problem.links.size());
    }
}

void set_apart(Problem& problem, std::vector<std::pair<std::int32_t, std::int32_t>> pairs) {
    std::erase_if(pairs, [](const auto& pair) { return pair.first == pair.second; });
    const std::size_t count = pairs.size();
    for (std::size_t i = 0; i < count; ++i) {
        pairs.emplace_back(pairs[i].second, pairs[i].first);
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    problem.apart_offsets.clear();
    problem.apart.clear();
    if (pairs.empty()) {
        return;
    }
    problem.apart_offsets.assign(static_cast<std::size_t>(problem.n) + 1, 0);
    for (const auto& [v, other] : pairs) {
        ++problem.apart_offsets[v + 1];
        problem.apart.push_back(other);
    }
    for (std::int32_t v = 0; v < problem.n; ++v) {
        problem.apart_offsets[v + 1] += problem.apart_offsets[v];
    }
}

Problem induced(const Problem& problem, std::span<const std::int32_t> vertices, std::vector<std::int32_t>& local) {
    Problem sub;
    sub.n = static_cast<std::int32_t>(vertices.size());
    sub.criteria = problem.criteria;
    sub.scale = problem.scale;
    sub.unit_cost = problem.unit_cost;
    sub.even_price = problem.even_price;
    for (std::int32_t i = 0; i < sub.n; ++i) {
        local[vertices[i]] = i;
    }
    sub.offsets.reserve(vertices.size() + 1);
    sub.offsets.push_back(0);
    sub.weight.reserve(vertices.size() * sub.criteria);
    for (const std::int32_t v : vertices) {
        for (const Edge& edge : problem.row(v)) {
            if (local[edge.to] >= 0) {
                sub.edges.push_back({local[edge.to], edge.weight});
            }
        }
        sub.offsets.push_back(static_cast<std::int32_t>(sub.edges.size()));
        for (int c = 0; c < sub.criteria; ++c) {
            sub.weight.push_back(problem.weight[static_cast<std::size_t>(v) * sub.criteria + c]);
        }
        if (problem.has_coordinates()) {
            sub.x.push_back(problem.x[v]);
            sub.y.push_back(problem.y[v]);
        }
    }
    sub.max_radius = problem.max_radius;
    for (std::size_t i = 0; problem.has_radius() && i < vertices.size(); ++i) {
        sub.sites.push_back(problem.sites[vertices[i]]);
    }
    if (problem.has_apart()) {
        std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
        for (const std::int32_t v : vertices) {
            for (const std::int32_t other : problem.apart_from(v)) {
                if (local[other] >= 0) {
                    pairs.emplace_back(local[v], local[other]);
                }
            }
        }
        set_apart(sub, std::move(pairs));
    }
    for (const std::int32_t v : vertices) {
        local[v] = -1;
    }
    return sub;
}

}  // namespace grid::partition
