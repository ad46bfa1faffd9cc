#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/work/walk_network.hpp"

namespace grid {

/// Two of the sites that were asked for, by their places in the list, and the shortest walk between them.
struct TreeEdge {
    std::int32_t a = 0;
    std::int32_t b = 0;
    double metres = 0;
};

/// A round past sites is so many times as long as the tree that spans them: the mean of the rounds that were measured
/// on pedestrian networks. In straight lines it is less.
inline constexpr double round_by_tree = 1.525;
inline constexpr double straight_round_by_tree = 1.35;

/// A minimum spanning tree of some sites of a network, by the shortest walks between them: n - 1 edges. On ways: one
/// search from all sites at once, that ends where the tree is complete; shortest walks that lead from the ground of one
/// site to that of another suffice (Mehlhorn, "A faster approximation algorithm for the Steiner problem in graphs",
/// 1988). In straight lines: of the edges of the Delaunay triangulation.
[[nodiscard]] std::vector<TreeEdge> walking_tree(const WalkNetwork& network, std::span<const std::int32_t> sites);

/// Half of the tree's edges at each site, metres, in the order of the sites: their sum is the length of the tree.
[[nodiscard]] std::vector<double> half_edges(std::span<const TreeEdge> tree, std::size_t sites);

}  // namespace grid
