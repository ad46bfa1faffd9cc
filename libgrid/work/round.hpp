#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/work/walk_network.hpp"
#include "libgrid/work/walk_tree.hpp"

namespace grid {

/// A walk past all of some sites and back to the first one.
struct Round {
    std::vector<std::int32_t> order;  ///< of the sites, by their places in the list
    double length_m = 0;              ///< as walked
};

/// A short round past some sites of a network: their tree walked around and shortened, then improved by turning parts
/// of it around (2-opt) and by moving up to three sites in a row elsewhere (Or-opt), each site with its nearest ones,
/// until nothing helps; then shaken a little and settled again, fifty times. Of more than 5,000 sites, or where more
/// junctions lie beside them than StopDistances can hold, the tree walked around is left as it is. `tree` is that of
/// walking_tree().
[[nodiscard]] Round make_round(const WalkNetwork& network, std::span<const std::int32_t> sites,
                               std::span<const TreeEdge> tree);

/// The way of a round along the network, from site to site, closed; empty if there is one site only.
[[nodiscard]] LineString round_line(const WalkNetwork& network, std::span<const std::int32_t> sites,
                                    const Round& round);

}  // namespace grid
