#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/lattice_box.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// A point that draws the ground nearest to it to a label. Several generators may share a label (samples of a wall).
struct Generator {
    LatticePoint at;
    std::int32_t label = 0;
};

/// An edge of the Voronoi diagram with different labels on its sides, walking from p to q.
struct VoronoiEdge {
    Segment line;
    std::int32_t left_label = 0;
    std::int32_t right_label = 0;
};

/// The part within `box` (inclusive) of the edges that separate labels in the Voronoi diagram of the generators;
/// distances are those on the ground. The diagram is made to 0.01 mm, its vertices are tidy (Lattice::tidy).
/// Edges that meet in a Voronoi vertex inside the box share its lattice point exactly.
/// Of generators at one place the one with the smallest label counts. Method: Fortune's sweep (Boost.Polygon).
[[nodiscard]] std::vector<VoronoiEdge> voronoi_borders(std::vector<Generator> generators, const LatticeBox& box,
                                                       const Lattice& lattice);

}  // namespace grid
