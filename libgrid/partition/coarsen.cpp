#include "libgrid/partition/coarsen.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace grid::partition {
namespace {

/// The partner of each vertex; itself where it has none.
std::vector<std::int32_t> match(const Problem& problem, const std::vector<std::int64_t>& heaviest, Random& random) {
    std::vector<double> border(problem.n, 0);
    for (std::int32_t v = 0; v < problem.n; ++v) {
        for (const Edge& edge : problem.row(v)) {
            border[v] += edge.weight;
        }
    }
    std::vector<std::int32_t> order(problem.n);
    std::iota(order.begin(), order.end(), 0);
    for (std::int32_t i = problem.n - 1; i > 0; --i) {
        std::swap(order[i], order[random.below(i + 1)]);
    }
    const auto light = [&](std::int32_t v, std::int32_t u) {
        for (int c = 0; c < problem.criteria; ++c) {
            const std::int64_t* weight = problem.weight.data() + c;
            if (weight[static_cast<std::size_t>(v) * problem.criteria] +
                    weight[static_cast<std::size_t>(u) * problem.criteria] >
                heaviest[c]) {
                return false;
            }
        }
        return true;
    };
    std::vector<std::int32_t> partner(problem.n, -1);
    for (const std::int32_t v : order) {
        if (partner[v] >= 0) {
            continue;
        }
        std::int32_t best = v;
        double best_inner = 0;
        double best_outer = 1;
        for (const Edge& edge : problem.row(v)) {
            if (partner[edge.to] >= 0 || !light(v, edge.to)) {
                continue;
            }
            const double inner = edge.weight;
            const double outer = std::max(0.0, border[v] + border[edge.to] - 2 * inner);
            if (best == v || inner * best_outer > best_inner * outer) {
                best = edge.to;
                best_inner = inner;
                best_outer = outer;
            }
        }
        partner[v] = best;
        partner[best] = v;
    }
    return partner;
}

}  // namespace

Coarse coarsen(const Problem& problem, const std::vector<std::int64_t>& heaviest, Random& random) {
    const std::vector<std::int32_t> partner = match(problem, heaviest, random);
    Coarse result;
    result.coarse_of.assign(problem.n, -1);
    std::vector<std::int32_t> first;  // the first vertex of each pair
    for (std::int32_t v = 0; v < problem.n; ++v) {
        if (result.coarse_of[v] < 0) {
            result.coarse_of[v] = result.coarse_of[partner[v]] = static_cast<std::int32_t>(first.size());
            first.push_back(v);
        }
    }
    Problem& coarse = result.problem;
    coarse.n = static_cast<std::int32_t>(first.size());
    coarse.criteria = problem.criteria;
    coarse.scale = problem.scale;
    coarse.offsets.reserve(first.size() + 1);
    coarse.offsets.push_back(0);
    coarse.weight.assign(first.size() * problem.criteria, 0);
    std::vector<Edge> row;
    for (std::int32_t i = 0; i < coarse.n; ++i) {
        const std::int32_t pair[] = {first[i], partner[first[i]]};
        const int members = pair[0] == pair[1] ? 1 : 2;
        row.clear();
        for (int m = 0; m < members; ++m) {
            for (const Edge& edge : problem.row(pair[m])) {
                if (result.coarse_of[edge.to] != i) {
                    row.push_back({result.coarse_of[edge.to], edge.weight});
                }
            }
            for (int c = 0; c < problem.criteria; ++c) {
                coarse.weight[static_cast<std::size_t>(i) * problem.criteria + c] +=
                    problem.weight[static_cast<std::size_t>(pair[m]) * problem.criteria + c];
            }
        }
        std::sort(row.begin(), row.end(),
                  [](const Edge& a, const Edge& b) { return a.to != b.to ? a.to < b.to : a.weight < b.weight; });
        for (const Edge& edge : row) {
            if (static_cast<std::int32_t>(coarse.edges.size()) > coarse.offsets.back() &&
                coarse.edges.back().to == edge.to) {
                coarse.edges.back().weight += edge.weight;
            } else {
                coarse.edges.push_back(edge);
            }
        }
        coarse.offsets.push_back(static_cast<std::int32_t>(coarse.edges.size()));
        if (problem.has_coordinates()) {
            coarse.x.push_back((problem.x[pair[0]] + problem.x[pair[1]]) / 2);
            coarse.y.push_back((problem.y[pair[0]] + problem.y[pair[1]]) / 2);
        }
    }
    index_neighbourhoods(coarse);
    return result;
}

}  // namespace grid::partition
