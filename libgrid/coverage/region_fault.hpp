#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/loose_arrangement.hpp"

namespace grid {

/// A region, or the part of it that belongs to a pair of features.
struct RegionFault {
    std::string_view code;
    std::int32_t feature = -1;
    std::int32_t other = -1;
    MultiPolygon area;
    std::vector<std::int32_t> features;
    std::int32_t region = -1;
    std::int32_t cluster = -1;  ///< of regions that touch
};

/// One defect for all faults of one code and pair of features that are one place. Overlaps and gaps between two
/// features that hang together and are no wider than `gap_width_m` become crossed borders.
[[nodiscard]] std::vector<CoverageDefect> unite_faults(const LooseArrangement& ground, std::vector<RegionFault> faults,
                                                       double gap_width_m, const GroundScale& scale);

}  // namespace grid
