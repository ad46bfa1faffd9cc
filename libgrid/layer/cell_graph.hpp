#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/zones.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// Two cells with a common border, first < second.
struct CellPair {
    std::int32_t first = 0;
    std::int32_t second = 0;
    double soft_m = 0;  ///< length of the border that is no hard barrier
    double hard_m = 0;  ///< length on hard barriers
    /// Of a grid border here: length x factor. Along a hard barrier it costs nothing, for there it ought to be, where
    /// zones are taken together and grids may lie on both sides.
    double cost = 0;
};

/// The general cells of a unit, which of them touch, and the zones that hard barriers leave.
struct CellGraph {
    std::vector<CellPair> pairs;     ///< ascending
    std::vector<std::int32_t> zone;  ///< by cell; -1 for dedicated cells
    std::vector<Zone> zones;
    std::vector<ZoneBorder> borders;  ///< between zones: over hard barriers; then one for each link, with its gap
    std::vector<CellPair> links;      ///< nearest cells of zones that do not touch, and do not over others either

    /// The link that a border stands for; -1 if it is one over a barrier.
    [[nodiscard]] std::int32_t link_of(std::int32_t border) const noexcept {
        const auto barriers = static_cast<std::int32_t>(borders.size() - links.size());
        return border < barriers ? -1 : border - barriers;
    }
};

[[nodiscard]] CellGraph make_cell_graph(const Mesh& mesh);

}  // namespace grid
