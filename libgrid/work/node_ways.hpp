#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/work/ways.hpp"

namespace grid {

/// A straight piece between two nodes, from < to.
struct WayPiece {
    std::int32_t from = 0;
    std::int32_t to = 0;
    friend auto operator<=>(const WayPiece&, const WayPiece&) = default;
};

struct NodedWays {
    std::vector<Point> nodes;  ///< ascending
    std::vector<WayPiece> pieces;
};

/// Ways with a node wherever they meet: where a vertex of one lies on another or within 5 cm of it, where they cross
/// (whatever lies above the other: people find a way up or down), and where the loose end of one comes within `join_m`
/// of another. Places are taken to a
/// millimetre. Metres, in any plane; the result does not depend on the order of the ways.
[[nodiscard]] NodedWays node_ways(std::span<const Way> ways, double join_m);

}  // namespace grid
