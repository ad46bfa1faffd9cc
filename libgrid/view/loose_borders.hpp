#pragma once

// For the files of this stage only: borders that do not fit vertex for vertex.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

/// Pairs of owners, the lower first, ascending, whose segments run side by side (see find_neighbours()) or cross.
[[nodiscard]] std::vector<std::pair<std::int32_t, std::int32_t>> bordering_owners(
    std::span<const LooseSegment> segments, const GroundScale& scale, double gap_m);

}  // namespace grid
