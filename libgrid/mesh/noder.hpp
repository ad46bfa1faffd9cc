#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// A piece of an input segment after noding: an edge.
struct NodedPiece {
    std::int32_t edge = 0;
    bool reversed = false;  ///< the input segment runs from the edge's `to` to its `from`
};

struct NodedLines {
    std::vector<LatticePoint> vertices;    ///< ascending
    std::vector<LatticeEdge> edges;        ///< distinct, ascending; from < to by index, and so by coordinates
    std::vector<NodedPiece> pieces;        ///< by segment, in the direction in which it runs
    std::vector<std::size_t> first_piece;  ///< by segment, and one more

    [[nodiscard]] std::span<const NodedPiece> pieces_of(std::size_t segment) const noexcept {
        return std::span(pieces).subspan(first_piece[segment], first_piece[segment + 1] - first_piece[segment]);
    }
};

/// Nodes segments by snap rounding: afterwards two edges meet only in vertices. Every end point and every crossing,
/// rounded to the lattice, is a vertex; a segment that passes through the pixel of a vertex is bent to that vertex, so
/// nothing moves by more than half a step. Segments of no length yield nothing.
/// The result does not depend on the order of the segments but for the order of the pieces.
/// Source: Hobby, "Practical segment intersection with finite precision output", 1999; Guibas and Marimont, 1998.
/// The first `noded` of them do not cross each other (they come from an earlier noding), so that is not looked for.
[[nodiscard]] NodedLines node_segments(std::span<const Segment> input, std::size_t noded = 0);

}  // namespace grid
