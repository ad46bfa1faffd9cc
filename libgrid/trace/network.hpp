#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// A line between two nodes along which the grids on both sides stay the same. All borders of all grids are chains, so
/// that a border between two grids exists once.
struct Chain {
    std::int32_t first = -1;      ///< node at points.front(); -1 when the chain is a ring without node
    std::int32_t last = -1;       ///< node at points.back()
    std::int32_t left = no_cell;  ///< grid on the left hand, no_cell outside the unit
    std::int32_t right = no_cell;
    std::int32_t left_cell = no_cell;  ///< one of the cells on the left hand
    std::int32_t right_cell = no_cell;
    std::vector<MeshVertex> points;   ///< at least two; the end points are those of the nodes
    std::vector<std::uint8_t> flags;  ///< EdgeFlag of each segment, points.size() - 1

    [[nodiscard]] bool is_outline() const noexcept { return left == no_cell || right == no_cell; }
};

/// A chain walked from first to last (even) or from last to first (odd): 2 * chain + direction.
using Half = std::int32_t;

/// A point where three or more chain ends meet.
struct Node {
    MeshVertex at;
    std::vector<Half> out;  ///< the halves that leave here, counter-clockwise
};

/// The borders of a plan. Chains and nodes are in an order, and chains run in a direction, that depend on the
/// geometry alone and not on the order of edges and vertices in the mesh.
struct Network {
    std::vector<Chain> chains;
    std::vector<Node> nodes;
    [[nodiscard]] const Chain& chain(Half h) const noexcept { return chains[static_cast<std::size_t>(h) / 2]; }
    [[nodiscard]] std::int32_t from(Half h) const noexcept { return h % 2 == 0 ? chain(h).first : chain(h).last; }
    [[nodiscard]] std::int32_t to(Half h) const noexcept { return from(h ^ 1); }
    [[nodiscard]] std::int32_t left(Half h) const noexcept { return h % 2 == 0 ? chain(h).left : chain(h).right; }
    [[nodiscard]] std::int32_t left_cell(Half h) const noexcept {
        return h % 2 == 0 ? chain(h).left_cell : chain(h).right_cell;
    }
    /// Number of points of the half, and point i in walking direction.
    [[nodiscard]] const MeshVertex& point(Half h, std::size_t i) const noexcept {
        const auto& points = chain(h).points;
        return h % 2 == 0 ? points[i] : points[points.size() - 1 - i];
    }
    /// The half that follows `h` when walking round what lies on its left hand.
    [[nodiscard]] Half next(Half h) const;
};

/// Joins the edges between different grids to chains. Throws GeometryError where the mesh is not planar: a border
/// that ends, or grids that do not agree around a node.
[[nodiscard]] Network build_network(const Mesh& mesh, const std::vector<std::int32_t>& plan);

}  // namespace grid
