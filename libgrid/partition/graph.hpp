#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace grid {

/// Where the households of a vertex are: all of its sites are within `spread` metres of x, y. Negative: it has none.
struct VertexSites {
    double x = 0;
    double y = 0;
    double spread = -1;
};

/// Undirected graph in compressed sparse row form, each edge stored in both directions.
/// n = vertex_count(), m = number of directed edges = adjacency.size().
struct Graph {
    std::vector<std::int32_t> offsets;    ///< n + 1
    std::vector<std::int32_t> adjacency;  ///< m
    std::vector<double> edge_weight;      ///< m; cost of cutting the edge, >= 0 (border length x class factor)
    int criteria = 1;                     ///< weights per vertex
    std::vector<std::int64_t> weight;     ///< n x criteria, vertex-major, >= 0
    std::vector<double> x, y;             ///< n each, metres, or both empty
    /// Pairs of vertices that should not be in one part. Each pair counts once, in whatever order it is given.
    std::vector<std::pair<std::int32_t, std::int32_t>> apart{};
    /// No site should be farther than `max_radius` metres from the centre of its part, the mean of the places of its
    /// vertices by the first of their weights. n entries; empty: they may be as far as they like.
    std::vector<VertexSites> sites{};
    double max_radius = 0;

    [[nodiscard]] std::int32_t vertex_count() const noexcept {
        return offsets.empty() ? 0 : static_cast<std::int32_t>(offsets.size()) - 1;
    }
};

}  // namespace grid
