#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/partition/graph.hpp"

namespace grid::partition {

struct Edge {
    std::int32_t to = 0;
    double weight = 0;
};

/// A vertex at distance two of some vertex v that ties neighbours of v together: bit i of `neighbours` stands for the
/// i-th neighbour of v.
struct Link {
    std::int32_t vertex = 0;
    std::uint64_t neighbours = 0;
};

/// The graph in the form in which the search reads it: rows sorted by neighbour and without parallel edges, and for
/// each vertex of degree up to 64 what ties its neighbours together without it.
struct Problem {
    std::int32_t n = 0;
    int criteria = 1;
    std::vector<std::int32_t> offsets;
    std::vector<Edge> edges;
    std::vector<std::int64_t> weight;  ///< n x criteria
    std::vector<double> x, y;          ///< n each, or both empty
    std::vector<double> scale;         ///< one for each criterion: 1 / mean weight of a part
    double unit_cost = 1;              ///< mean weight of the edges that cost something
    double even_price = 0;             ///< see PartitionOptions

    std::vector<std::int32_t> apart_offsets;  ///< n + 1; empty where nothing is to be apart
    std::vector<std::int32_t> apart;          ///< per vertex: those that should be in another part, ascending

    std::vector<VertexSites> sites;  ///< see Graph; empty where sites may be as far as they like
    double max_radius = 0;

    std::vector<std::uint64_t> ring;  ///< per edge v -> u: the neighbours of v that are neighbours of u
    std::vector<std::int32_t> link_offsets;
    std::vector<Link> links;

    [[nodiscard]] std::span<const Edge> row(std::int32_t v) const noexcept {
        return {edges.data() + offsets[v], edges.data() + offsets[v + 1]};
    }
    [[nodiscard]] std::int32_t degree(std::int32_t v) const noexcept { return offsets[v + 1] - offsets[v]; }
    [[nodiscard]] bool has_apart() const noexcept { return !apart_offsets.empty(); }
    /// Only where has_apart().
    [[nodiscard]] std::span<const std::int32_t> apart_from(std::int32_t v) const noexcept {
        return {apart.data() + apart_offsets[v], apart.data() + apart_offsets[v + 1]};
    }
    [[nodiscard]] bool are_apart(std::int32_t v, std::int32_t u) const noexcept;
    [[nodiscard]] bool has_radius() const noexcept { return !sites.empty(); }
    [[nodiscard]] bool has_coordinates() const noexcept { return !x.empty(); }
    /// Sum over the criteria of the weight of `v` relative to the mean of a part.
    [[nodiscard]] double share(std::int32_t v) const noexcept;
};

/// Makes `apart` of pairs in any order, a pair as often as it likes; those of a vertex with itself are dropped.
void set_apart(Problem& problem, std::vector<std::pair<std::int32_t, std::int32_t>> pairs);

/// Degrees above this are left to a search through the part.
inline constexpr std::int32_t max_ring_degree = 64;

/// Fills `unit_cost`, `ring`, `link_offsets` and `links` from the edges.
void index_neighbourhoods(Problem& problem);

/// The subgraph of `vertices` (distinct); vertex i of the result is vertices[i]. `local` is scratch of size n, all -1
/// before and after. Neighbourhoods are not indexed.
[[nodiscard]] Problem induced(const Problem& problem, std::span<const std::int32_t> vertices,
                              std::vector<std::int32_t>& local);

}  // namespace grid::partition
