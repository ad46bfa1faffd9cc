#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/trace/network.hpp"

namespace grid {

/// Redraws the borders along free edges as a planner would: few straight lines instead of the zigzag of cells. No site
/// changes its grid, no block and no hard barrier is crossed, borders on flagged edges stay where they are (but for
/// vertices on straight stretches that unused edges left there), and no two borders cross or touch that did not before.
/// New lines keep `clearance_m` from sites and blocks where there is room. What is redrawn is rounded to the lattice of
/// 1e-5 m. The result depends on the geometry alone.
void straighten(Network& network, const Mesh& mesh, const std::vector<std::int32_t>& plan, double clearance_m);

}  // namespace grid
