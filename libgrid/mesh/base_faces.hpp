#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "libgrid/mesh/arrangement.hpp"
#include "libgrid/mesh/tessellate.hpp"

namespace grid {

/// What an edge of the base arrangement lies on.
struct BaseEdge {
    float factor = 1;
    std::uint8_t flags = 0;       ///< EdgeFlag
    std::int8_t inside_left = 0;  ///< net number of outline segments here that have the unit on the left of from -> to
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
};

/// Blocks that overlap become one if `unite_overlapping`; otherwise common ground belongs to the first of them.
[[nodiscard]] BaseFaces make_base_faces(const UnitGround& ground, bool unite_overlapping);

}  // namespace grid
