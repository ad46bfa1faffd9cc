#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// A wall of a block, and the face of open ground before it.
struct Wall {
    Segment segment;
    std::int32_t open = 0;
    std::int32_t block = 0;
};

/// Places on each wall from which its block draws the ground before it: one each `spacing_m` metres or closer, none at
/// the ends, for a corner may belong to two blocks. Walls of different blocks that face each other across a lane
/// narrower than `spacing_m` get them at places that are opposite, and close to their corners: the border of what they
/// draw runs along the middle of the lane then and touches neither wall.
[[nodiscard]] std::vector<std::vector<LatticePoint>> sample_walls(std::span<const Wall> walls, const Lattice& lattice,
                                                                  double spacing_m);

}  // namespace grid
