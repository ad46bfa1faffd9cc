#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/random.hpp"

/// Graphs to test with, and a recount of a plan that shares nothing with the library.
namespace test {

using Edges = std::vector<std::pair<std::int32_t, std::int32_t>>;

/// Unit weights throughout; each edge once in `edges`.
inline grid::Graph make_graph(std::int32_t n, const Edges& edges) {
    std::vector<std::vector<std::int32_t>> rows(n);
    for (const auto& [a, b] : edges) {
        rows[a].push_back(b);
        rows[b].push_back(a);
    }
    grid::Graph graph;
    graph.offsets.push_back(0);
    for (auto& row : rows) {
        std::sort(row.begin(), row.end());
        graph.adjacency.insert(graph.adjacency.end(), row.begin(), row.end());
        graph.offsets.push_back(static_cast<std::int32_t>(graph.adjacency.size()));
    }
    graph.edge_weight.assign(graph.adjacency.size(), 1.0);
    graph.weight.assign(n, 1);
    return graph;
}

inline grid::Graph lattice(std::int32_t width, std::int32_t height, bool coordinates = true) {
    Edges edges;
    for (std::int32_t v = 0; v < width * height; ++v) {
        if (v % width + 1 < width) {
            edges.emplace_back(v, v + 1);
        }
        if (v / width + 1 < height) {
            edges.emplace_back(v, v + width);
        }
    }
    grid::Graph graph = make_graph(width * height, edges);
    for (std::int32_t v = 0; coordinates && v < width * height; ++v) {
        graph.x.push_back(v % width);
        graph.y.push_back(std::floor(v / static_cast<double>(width)));
    }
    return graph;
}

inline grid::Graph path(std::int32_t n) {
    Edges edges;
    for (std::int32_t v = 1; v < n; ++v) {
        edges.emplace_back(v - 1, v);
    }
    return make_graph(n, edges);
}

inline grid::Graph star(std::int32_t n) {
    Edges edges;
    for (std::int32_t v = 1; v < n; ++v) {
        edges.emplace_back(0, v);
    }
    return make_graph(n, edges);
}

inline grid::Graph random_tree(std::int32_t n, grid::partition::Random& random) {
    Edges edges;
    for (std::int32_t v = 1; v < n; ++v) {
        edges.emplace_back(random.below(v), v);
    }
    return make_graph(n, edges);
}

/// A lattice with some diagonals added and some edges taken out, random weights, some of them zero: often disconnected.
inline grid::Graph random_mesh(std::int32_t width, std::int32_t height, int criteria, std::int32_t holes_in_100,
                               grid::partition::Random& random) {
    Edges edges;
    for (std::int32_t v = 0; v < width * height; ++v) {
        const bool right = v % width + 1 < width;
        const bool down = v / width + 1 < height;
        if (right && random.below(100) >= holes_in_100) {
            edges.emplace_back(v, v + 1);
        }
        if (down && random.below(100) >= holes_in_100) {
            edges.emplace_back(v, v + width);
        }
        if (right && down && random.below(2) == 0) {
            edges.emplace_back(v, v + width + 1);
        }
    }
    grid::Graph graph = make_graph(width * height, edges);
    graph.criteria = criteria;
    graph.weight.clear();
    for (std::int32_t i = 0; i < width * height * criteria; ++i) {
        graph.weight.push_back(random.below(10) == 0 ? 0 : 1 + random.below(50));
    }
    for (std::int32_t v = 0; v < width * height; ++v) {
        for (std::int32_t i = graph.offsets[v]; i < graph.offsets[v + 1]; ++i) {
            const std::int32_t u = graph.adjacency[i];
            const std::int32_t mixed = (std::min(u, v) * 31 + std::max(u, v) * 17) % 7;
            graph.edge_weight[i] = mixed == 0 ? 0 : 0.25 * mixed;
        }
        graph.x.push_back(v % width);
        graph.y.push_back(std::floor(v / static_cast<double>(width)));
    }
    return graph;
}

inline std::int32_t count_components(const grid::Graph& graph, const std::vector<std::int32_t>& part) {
    std::vector<char> seen(part.size(), 0);
    std::int32_t count = 0;
    for (std::size_t start = 0; start < part.size(); ++start) {
        if (seen[start] != 0) {
            continue;
        }
        ++count;
        std::vector<std::int32_t> stack{static_cast<std::int32_t>(start)};
        seen[start] = 1;
        while (!stack.empty()) {
            const std::int32_t v = stack.back();
            stack.pop_back();
            for (std::int32_t i = graph.offsets[v]; i < graph.offsets[v + 1]; ++i) {
                const std::int32_t u = graph.adjacency[i];
                if (seen[u] == 0 && part[u] == part[v]) {
                    seen[u] = 1;
                    stack.push_back(u);
                }
            }
        }
    }
    return count;
}

struct Recount {
    bool every_part_whole = false;  ///< each part has vertices and is connected
    double cut = 0;
    std::vector<std::int32_t> violating;
};

inline Recount recount(const grid::Graph& graph, const grid::PartitionOptions& options,
                       const std::vector<std::int32_t>& part) {
    Recount result;
    const std::set<std::int32_t> used(part.begin(), part.end());
    result.every_part_whole = static_cast<std::int32_t>(part.size()) == graph.vertex_count() &&
                              static_cast<std::int32_t>(used.size()) == options.parts && *used.begin() == 0 &&
                              *used.rbegin() == options.parts - 1 && count_components(graph, part) == options.parts;
    for (std::int32_t v = 0; v < graph.vertex_count(); ++v) {
        for (std::int32_t i = graph.offsets[v]; i < graph.offsets[v + 1]; ++i) {
            if (v < graph.adjacency[i] && part[v] != part[graph.adjacency[i]]) {
                result.cut += graph.edge_weight[i];
            }
        }
    }
    for (std::int32_t p = 0; p < options.parts; ++p) {
        bool within = true;
        for (int c = 0; c < graph.criteria; ++c) {
            std::int64_t load = 0;
            for (std::int32_t v = 0; v < graph.vertex_count(); ++v) {
                load += part[v] == p ? graph.weight[static_cast<std::size_t>(v) * graph.criteria + c] : 0;
            }
            within = within && load >= options.limits[c].lower && load <= options.limits[c].upper;
        }
        if (!within) {
            result.violating.push_back(p);
        }
    }
    return result;
}

inline grid::PartitionOptions options_for(std::int32_t parts, std::vector<grid::Limits> limits,
                                          grid::Effort effort = grid::Effort::fast) {
    grid::PartitionOptions options;
    options.parts = parts;
    options.limits = std::move(limits);
    options.effort = effort;
    return options;
}

}  // namespace test
