#pragma once

#include "libgrid/core/finding.hpp"
#include "libgrid/io/output_set.hpp"
#include "libgrid/layer/gridding.hpp"
#include "libgrid/staff/staff.hpp"
#include "tools/gridify/options.hpp"

#include <vector>

namespace grid::tools {

[[nodiscard]] StaffRules staff_rules(const GriddingRequest& request);

/// Who works in the grids of a result. Throws InputError where there are fewer workers than grids.
[[nodiscard]] std::vector<StaffedGrid> staff_of(const GriddingResult& result, const GridifyOptions& options,
                                                const GriddingRequest& request);

/// Throws what write_staff() would throw because of what is there already. To be called before any work.
void check_staff_outputs(const GridifyOptions& options);

/// The tables that are wanted. Returns findings.
[[nodiscard]] Findings write_staff(const GriddingResult& result, const GridifyOptions& options,
                                   const GriddingRequest& request, OutputSet& outputs);

}  // namespace grid::tools
