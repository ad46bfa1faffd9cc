#pragma once

#include "lattice.hpp"
#include "random.hpp"

namespace grid::test {

struct HoneycombOptions {
    std::int32_t width = 12;   ///< cells in a row
    std::int32_t height = 10;  ///< rows
    double size_m = 20;        ///< of a cell
    std::int32_t grids = 6;
    std::int32_t block_every = 0;   ///< each n-th cell has a block; 0 for none
    std::int32_t barrier_row = -1;  ///< the line below this row of cells is a barrier
    bool hard = false;
    std::uint64_t seed = 1;
};

/// Cells like a honeycomb with moved vertices, as Voronoi cells are; each with three sites in its middle. Only the
/// corners of the unit come from the input. The plan is a random one of connected, ragged grids.
Lattice honeycomb(const HoneycombOptions& options);

/// A border segment of the grids (output coordinates) that crosses or touches one of the mesh's edges with all of
/// `flags` (but for edges that grids' borders run along), as text; empty if there is none.
std::string crossed_edge(const Lattice& l, const std::vector<MultiPolygon>& grids, std::uint8_t flags);

}  // namespace grid::test
