#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/mesh/arrangement.hpp"
#include "libgrid/mesh/outline_rings.hpp"
#include "libgrid/mesh/tessellate.hpp"

namespace grid {

/// What an edge of the base arrangement lies on.
struct BaseEdge {
    float factor = 1;
    std::uint8_t flags = 0;       ///< EdgeFlag
    std::int8_t inside_left = 0;  ///< net number of outline segments here that have the unit on the left of from -> to
};

/// A half-edge on which the outline runs, the unit on its left.
struct OutlineStep {
    std::int32_t half_edge = 0;
    std::int32_t outline_segment = 0;  ///< in Outline::segments
};

/// The faces into which outline, barriers, blocks and dedicated areas cut a unit, and what each face belongs to.
struct BaseFaces {
    Arrangement arrangement;
    std::vector<BaseEdge> edges;                ///< one for each edge of the arrangement
    std::vector<char> inside;                   ///< face -> lies in the unit
    std::vector<std::int32_t> block;            ///< face -> root block, or -1
    std::vector<std::int32_t> dedicated;        ///< face -> dedicated area, or -1; a block that it takes in included
    std::vector<std::int32_t> block_root;       ///< block -> the block that stands for it and all that overlap it
    std::vector<std::int32_t> block_dedicated;  ///< root block -> the dedicated area that takes it in, or -1
    Outline outline;
    std::vector<OutlineStep> walk;   ///< the whole outline, ring after ring
    std::vector<LatticePoint> kept;  ///< corners of previous borders, wherever they were put
};

[[nodiscard]] BaseFaces make_base_faces(const UnitGround& ground, const Lattice& lattice,
                                        const TessellateOptions& options);

}  // namespace grid
