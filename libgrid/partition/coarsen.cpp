#include "libgrid/partition/coarsen.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "libgrid/partition/radius.hpp"

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
            if (partner[edge.to] >= 0 || !light(v, edge.to) || problem.are_apart(v, edge.to)) {
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

/// The vertices that become one vertex, for each vertex of the coarse graph.
std::vector<std::vector<std::int32_t>> members_of(const std::vector<std::int32_t>& coarse_of, std::int32_t count) {
    std::vector<std::vector<std::int32_t>> members(count);
    for (std::size_t v = 0; v < coarse_of.size(); ++v) {
        members[coarse_of[v]].push_back(static_cast<std::int32_t>(v));
    }
    return members;
}

/// Adds a row to the coarse graph; parallel edges become one.
void add_row(Problem& coarse, std::vector<Edge>& row) {
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
}

}  // namespace

Coarse contract(const Problem& problem, std::vector<std::int32_t> coarse_of, std::int32_t count) {
    Coarse result;
    result.coarse_of = std::move(coarse_of);
    Problem& coarse = result.problem;
    coarse.n = count;
    coarse.criteria = problem.criteria;
    coarse.scale = problem.scale;
    coarse.even_price = problem.even_price;
    coarse.offsets.push_back(0);
    coarse.weight.assign(static_cast<std::size_t>(count) * problem.criteria, 0);
    std::vector<Edge> row;
    std::int32_t i = 0;
    for (const std::vector<std::int32_t>& members : members_of(result.coarse_of, count)) {
        row.clear();
        double x = 0;
        double y = 0;
        for (const std::int32_t v : members) {
            for (const Edge& edge : problem.row(v)) {
                if (result.coarse_of[edge.to] != i) {
                    row.push_back({result.coarse_of[edge.to], edge.weight});
                }
            }
            for (int c = 0; c < problem.criteria; ++c) {
                coarse.weight[static_cast<std::size_t>(i) * problem.criteria + c] +=
                    problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
            }
            x += problem.has_coordinates() ? problem.x[v] : 0;
            y += problem.has_coordinates() ? problem.y[v] : 0;
        }
        add_row(coarse, row);
        if (problem.has_coordinates()) {
            coarse.x.push_back(x / static_cast<double>(members.size()));
            coarse.y.push_back(y / static_cast<double>(members.size()));
        }
        ++i;
    }
    coarse.max_radius = problem.max_radius;
    if (problem.has_radius()) {
        coarse.sites = contracted_sites(problem.sites, problem.weight, problem.criteria, result.coarse_of, count);
    }
    if (problem.has_apart()) {
        std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
        for (std::int32_t v = 0; v < problem.n; ++v) {
            for (const std::int32_t other : problem.apart_from(v)) {
                pairs.emplace_back(result.coarse_of[v], result.coarse_of[other]);
            }
        }
        set_apart(coarse, std::move(pairs));
    }
    index_neighbourhoods(coarse);
    return result;
}

Coarse coarsen(const Problem& problem, const std::vector<std::int64_t>& heaviest, Random& random) {
    const std::vector<std::int32_t> partner = match(problem, heaviest, random);
    std::vector<std::int32_t> coarse_of(problem.n, -1);
    std::int32_t count = 0;
    for (std::int32_t v = 0; v < problem.n; ++v) {
        if (coarse_of[v] < 0) {
            coarse_of[v] = coarse_of[partner[v]] = count++;
        }
    }
    return contract(problem, std::move(coarse_of), count);
}

std::vector<std::int32_t> projected(const Coarse& coarse, const std::vector<std::int32_t>& part) {
    std::vector<std::int32_t> result;
    result.reserve(coarse.coarse_of.size());
    for (const std::int32_t vertex : coarse.coarse_of) {
        result.push_back(part[vertex]);
    }
    return result;
}

}  // namespace grid::partition
