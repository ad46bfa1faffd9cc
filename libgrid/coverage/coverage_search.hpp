#pragma once

#include <span>
#include <vector>

#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

/// check_coverage() where the segments have been matched already: `matches` are those of the features, with the units
/// of the options. Runs on the threads of the calling arena.
[[nodiscard]] std::vector<CoverageDefect> find_coverage_defects(std::span<const MultiPolygon> features,
                                                                const CoverageOptions& options, SegmentMatches matches);

}  // namespace grid
