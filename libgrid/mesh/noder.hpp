#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// A piece of an input segment after noding, between two vertices with from < to (by index, and so by coordinates).
struct NodedPiece {
    std::int32_t from = 0;
    std::int32_t to = 0;
    std::int32_t segment = 0;  ///< index of the input segment
    bool reversed = false;     ///< the input segment runs from `to` to `from`
};

struct NodedLines {
    std::vector<LatticePoint> vertices;  ///< ascending
    std::vector<NodedPiece> pieces;      ///< ascending by from, to, segment
};

/// Nodes segments by snap rounding: afterwards two pieces meet only in vertices, or are the same pair of vertices.
/// Every end point and every crossing, rounded to the lattice, is a vertex; a segment that passes through the pixel
/// of a vertex is bent to that vertex, so nothing moves by more than half a step. Segments of no length yield nothing.
/// The result does not depend on the order of the segments but for the field `segment`.
/// Source: Hobby, "Practical segment intersection with finite precision output", 1999; Guibas and Marimont, 1998.
/// The first `noded` of them do not cross each other (they come from an earlier noding), so that is not looked for.
[[nodiscard]] NodedLines node_segments(std::span<const Segment> input, std::size_t noded = 0);

}  // namespace grid
