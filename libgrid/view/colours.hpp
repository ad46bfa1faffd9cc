#pragma once

// For the files of this stage only: few colours, none twice side by side.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libgrid/view/neighbours.hpp"

namespace grid {

/// A colour for each polygon, numbered from 0, such that neighbours never share one. Four colours are used about
/// equally often; a fifth one only where this way finds no place for four, and so on. A layer of polygons of one part
/// that do not overlap could always do with four (Appel and Haken, 1977), and nearly always does here; parts apart and
/// overlaps may need more. The result depends on the graph only.
///
/// Method: polygons are coloured in smallest-last order (Matula and Beck, "Smallest-last ordering and clustering and
/// graph coloring algorithms", 1983), in which on a planar graph at most five neighbours are coloured before; where
/// these have all four colours, two of the colours are exchanged along a Kempe chain (Heawood, 1890).
[[nodiscard]] std::vector<std::int32_t> choose_colours(const NeighbourGraph& graph);

struct Plan;

/// Which grids of a plan lie side by side. Runs on the threads of the calling arena.
[[nodiscard]] NeighbourGraph neighbours_of(const Plan& plan);

/// The same of any polygons in that CRS.
[[nodiscard]] NeighbourGraph neighbours_of(std::span<const MultiPolygon> polygons, const std::string& crs_wkt);

/// The colours of the grids of a plan, on so many threads; 0: one for each core.
[[nodiscard]] std::vector<std::int32_t> colours_of(const Plan& plan, int threads);

}  // namespace grid
