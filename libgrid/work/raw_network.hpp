#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/work/walk_network.hpp"
#include "libgrid/work/way_finder.hpp"

namespace grid {

/// A straight piece of what is walked, between two nodes.
struct RawEdge {
    std::int32_t a = 0;
    std::int32_t b = 0;
    double length_m = 0;       ///< as walked
    bool is_straight = false;  ///< there is no way
};

/// The network of a unit with a node at each bend, before make_walk_network() puts pieces together to stretches.
struct RawNetwork {
    /// Where a site is passed: on an edge, so far from its `a`; or at a node (edge -1).
    struct Place {
        std::int32_t edge = -1;
        double offset_m = 0;
        std::int32_t node = -1;
    };

    std::vector<Point> nodes;
    std::vector<RawEdge> edges;
    std::vector<Place> places;  ///< by site
    WalkGaps gaps;

    /// One end of the edge that a site is on, or its node.
    [[nodiscard]] std::int32_t node_of(const Place& place) const {
        return place.edge >= 0 ? edges[static_cast<std::size_t>(place.edge)].a : place.node;
    }
};

/// Puts the sites onto noded ways, and links what is not connected; see make_walk_network().
[[nodiscard]] RawNetwork make_raw_network(const NodedWays& ways, const HardLines& hard, std::span<const Point> sites,
                                          const WalkRules& rules);

}  // namespace grid
