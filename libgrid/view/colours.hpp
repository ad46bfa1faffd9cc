#pragma once

// For the files of this stage only: few colours, none twice side by side.

#include <cstdint>
#include <vector>

#include "libgrid/view/neighbours.hpp"

namespace grid {

/// A colour for each polygon, numbered from 0, such that neighbours never share one. Four colours are used about
/// equally often; a fifth one only where it is needed, and so on. Polygons that do not overlap need no more than four
/// (the four colour theorem, for polygons of one part); this way finds five at most on such a layer, and four on nearly
/// all. The result depends on the graph only.
///
/// Method: polygons are coloured in smallest-last order (Matula and Beck, "Smallest-last ordering and clustering and
/// graph coloring algorithms", 1983), in which on a planar graph at most five neighbours are coloured before; where
/// these have all four colours, two of the colours are exchanged along a Kempe chain (Heawood, 1890).
[[nodiscard]] std::vector<std::int32_t> choose_colours(const NeighbourGraph& graph);

}  // namespace grid
