#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/apportion.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// Two cells with a common border, first < second.
struct CellPair {
    std::int32_t first = 0;
    std::int32_t second = 0;
    double soft_m = 0;  ///< length of the border that is no hard barrier
    double hard_m = 0;  ///< length on hard barriers
    double cost = 0;    ///< of a grid border here: length x factor, hard part included
};

/// The general cells of a unit, which of them touch, and the zones that hard barriers leave.
struct CellGraph {
    std::vector<CellPair> pairs;     ///< ascending
    std::vector<std::int32_t> zone;  ///< by cell; -1 for dedicated cells
    std::vector<Zone> zones;
    std::vector<ZoneBorder>
        borders;                  ///< between zones: over hard barriers, and links (length 0) to what does not touch
    std::vector<CellPair> links;  ///< pairs of nearest cells for the links
};

[[nodiscard]] CellGraph make_cell_graph(const Mesh& mesh);

}  // namespace grid
