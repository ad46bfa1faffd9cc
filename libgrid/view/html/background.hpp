#pragma once

// For the files of this stage only: what the page draws under and over the grids.

#include <string>

#include "libgrid/view/html/plane.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

/// A page does not grow with its background: lines are simplified more, and then the short ones left out, until no more
/// than so many points are left; sites are left out where there are more.
inline constexpr std::size_t most_line_points = 200'000;
inline constexpr std::size_t most_sites = 50'000;

/// One JSON object: `lines` (of each kind: `road`, `rail`, `water`, `other`, packed_lines()), `lines_tolerance_m`,
/// `lines_left_out`, `boundaries` (packed, or null), `previous` (borders before, or null), `sites` (x and y by turns,
/// each relative to the one before, or null), `sites_count`, `micro` (borders of micro-grids, or null).
[[nodiscard]] std::string background_json(const Plan& plan, const PagePlane& plane);

}  // namespace grid
