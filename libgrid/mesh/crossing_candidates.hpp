#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "libgrid/mesh/lattice_box.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// Calls visit(s, t) for pairs s < t of the segments `here`, given by their indices in ascending order, that may cross
/// within a box; no such pair is missing. Pairs of two of the first `noded` segments are left out. Of n segments that
/// run through the box side by side, and k crossings, about n log n + k pairs; those that end in the box are paired
/// with all. Source: two chords of a band cross only if they enter and leave it in different orders (counting of
/// inversions).
void for_crossing_candidates(std::span<const Segment> segments, std::span<const std::int32_t> here,
                             const LatticeBox& box, std::int32_t noded,
                             const std::function<void(std::int32_t s, std::int32_t t)>& visit);

}  // namespace grid
