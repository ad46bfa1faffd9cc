#include "libgrid/partition/prepare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid::partition {
namespace {

void check_shape(const Graph& graph, const PartitionOptions& options) {
    const std::int32_t n = graph.vertex_count();
    if (options.parts < 1) {
        throw ConfigError(msg("cannot divide into {} parts", options.parts));
    }
    if (options.parts > n) {
        throw ConfigError(msg("cannot divide {} vertices into {} parts", n, options.parts));
    }
    if (graph.criteria < 1) {
        throw ConfigError(msg("a graph needs at least one weight per vertex"));
    }
    if (options.limits.size() != static_cast<std::size_t>(graph.criteria)) {
        throw ConfigError(msg("{} limits for {} criteria", options.limits.size(), graph.criteria));
    }
    for (const Limits& limits : options.limits) {
        if (limits.lower > limits.upper) {
            throw ConfigError(msg("lower limit {} is above upper limit {}", limits.lower, limits.upper));
        }
    }
    const auto count = static_cast<std::size_t>(n);
    if (graph.weight.size() != count * graph.criteria) {
        throw ConfigError(
            msg("{} vertex weights for {} vertices and {} criteria", graph.weight.size(), n, graph.criteria));
    }
    if (graph.edge_weight.size() != graph.adjacency.size()) {
        throw ConfigError(msg("{} edge weights for {} edges", graph.edge_weight.size(), graph.adjacency.size()));
    }
    if (graph.x.size() != graph.y.size() || (!graph.x.empty() && graph.x.size() != count)) {
        throw ConfigError(msg("{} and {} coordinates for {} vertices", graph.x.size(), graph.y.size(), n));
    }
    if (!graph.sites.empty() && (graph.sites.size() != count || !(graph.max_radius > 0))) {
        throw ConfigError(
            msg("{} places of sites and a radius of {} for {} vertices", graph.sites.size(), graph.max_radius, n));
    }
    if (graph.offsets.front() != 0 ||
        static_cast<std::size_t>(std::max(graph.offsets.back(), 0)) != graph.adjacency.size() ||
        !std::is_sorted(graph.offsets.begin(), graph.offsets.end())) {
        throw ConfigError(msg("the offsets of the graph do not match its adjacency"));
    }
}

void check_values(const Graph& graph, std::int32_t parts) {
    const std::int32_t n = graph.vertex_count();
    for (std::int32_t v = 0; v < n; ++v) {
        for (std::int32_t i = graph.offsets[v]; i < graph.offsets[v + 1]; ++i) {
            const std::int32_t u = graph.adjacency[i];
            if (u < 0 || u >= n || u == v) {
                throw ConfigError(msg("vertex {} cannot have neighbour {}", v, u));
            }
            if (!(graph.edge_weight[i] >= 0) || !std::isfinite(graph.edge_weight[i])) {
                throw ConfigError(msg("edge {} - {} has weight {}", v, u, graph.edge_weight[i]));
            }
        }
    }
    // Every sum that the search forms stays below this.
    const std::int64_t most = std::numeric_limits<std::int64_t>::max() / 8 / parts;
    for (int c = 0; c < graph.criteria; ++c) {
        std::int64_t total = 0;
        for (std::int32_t v = 0; v < n; ++v) {
            const std::int64_t weight = graph.weight[static_cast<std::size_t>(v) * graph.criteria + c];
            if (weight < 0) {
                throw ConfigError(msg("vertex {} has weight {}", v, weight));
            }
            if (weight > most - total) {
                throw ConfigError(msg("the vertex weights are too large to be added up"));
            }
            total += weight;
        }
    }
    for (const auto& [one, other] : graph.apart) {
        if (one < 0 || one >= n || other < 0 || other >= n || one == other) {
            throw ConfigError(msg("vertices {} and {} cannot be apart", one, other));
        }
    }
    for (std::size_t i = 0; i < graph.sites.size(); ++i) {
        const VertexSites& sites = graph.sites[i];
        if (!std::isfinite(sites.x) || !std::isfinite(sites.y) || !std::isfinite(sites.spread)) {
            throw ConfigError(msg("the sites of vertex {} have no finite place", i));
        }
    }
    for (std::size_t i = 0; i < graph.x.size(); ++i) {
        if (!std::isfinite(graph.x[i]) || !std::isfinite(graph.y[i])) {
            throw ConfigError(msg("vertex {} has no finite coordinates", i));
        }
    }
}

/// Sorted rows, parallel edges added up.
void copy_edges(const Graph& graph, Problem& problem) {
    problem.offsets.reserve(static_cast<std::size_t>(problem.n) + 1);
    problem.offsets.push_back(0);
    problem.edges.reserve(graph.adjacency.size());
    for (std::int32_t v = 0; v < problem.n; ++v) {
        const std::size_t begin = problem.edges.size();
        for (std::int32_t i = graph.offsets[v]; i < graph.offsets[v + 1]; ++i) {
            problem.edges.push_back({graph.adjacency[i], graph.edge_weight[i]});
        }
        std::sort(problem.edges.begin() + static_cast<std::ptrdiff_t>(begin), problem.edges.end(),
                  [](const Edge& a, const Edge& b) { return a.to != b.to ? a.to < b.to : a.weight < b.weight; });
        std::size_t end = begin;
        for (std::size_t i = begin; i < problem.edges.size(); ++i) {
            if (end > begin && problem.edges[end - 1].to == problem.edges[i].to) {
                problem.edges[end - 1].weight += problem.edges[i].weight;
            } else {
                problem.edges[end++] = problem.edges[i];
            }
        }
        problem.edges.resize(end);
        problem.offsets.push_back(static_cast<std::int32_t>(end));
    }
}

void check_symmetry(const Problem& problem) {
    // Rows are sorted, so the edges that lead to a vertex come in the order of its row.
    std::vector<std::int32_t> next(problem.offsets.begin(), problem.offsets.end() - 1);
    for (std::int32_t v = 0; v < problem.n; ++v) {
        for (const Edge& edge : problem.row(v)) {
            const std::int32_t at = next[edge.to]++;
            if (at >= problem.offsets[edge.to + 1] || problem.edges[at].to != v ||
                problem.edges[at].weight != edge.weight) {
                throw ConfigError(msg("edge {} - {} is not the same in both directions", v, edge.to));
            }
        }
    }
}

}  // namespace

Problem prepare(const Graph& graph, const PartitionOptions& options) {
    check_shape(graph, options);
    check_values(graph, options.parts);
    Problem problem;
    problem.n = graph.vertex_count();
    problem.criteria = graph.criteria;
    problem.weight = graph.weight;
    problem.x = graph.x;
    problem.y = graph.y;
    copy_edges(graph, problem);
    check_symmetry(problem);
    set_apart(problem, graph.apart);
    problem.sites = graph.sites;
    problem.max_radius = graph.max_radius;
    problem.even_price = options.even_price;
    for (int c = 0; c < problem.criteria; ++c) {
        std::int64_t total = 0;
        for (std::int32_t v = 0; v < problem.n; ++v) {
            total += problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
        }
        problem.scale.push_back(total > 0 ? options.parts / static_cast<double>(total) : 1.0);
    }
    return problem;
}

std::vector<Limits> usable_limits(const Problem& problem, const PartitionOptions& options) {
    std::vector<Limits> result;
    for (int c = 0; c < problem.criteria; ++c) {
        std::int64_t total = 0;
        for (std::int32_t v = 0; v < problem.n; ++v) {
            total += problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
        }
        const Limits& given = options.limits[c];
        result.push_back({std::clamp<std::int64_t>(given.lower, -1, total + 1),
                          std::clamp<std::int64_t>(given.upper, -1, total + 1)});
    }
    return result;
}

std::vector<std::vector<std::int32_t>> components(const Problem& problem) {
    std::vector<std::vector<std::int32_t>> result;
    std::vector<char> seen(problem.n, 0);
    for (std::int32_t start = 0; start < problem.n; ++start) {
        if (seen[start] != 0) {
            continue;
        }
        std::vector<std::int32_t> queue{start};
        seen[start] = 1;
        for (std::size_t head = 0; head < queue.size(); ++head) {
            for (const Edge& edge : problem.row(queue[head])) {
                if (seen[edge.to] == 0) {
                    seen[edge.to] = 1;
                    queue.push_back(edge.to);
                }
            }
        }
        std::sort(queue.begin(), queue.end());
        result.push_back(std::move(queue));
    }
    return result;
}

}  // namespace grid::partition
