#pragma once

#include <vector>

#include "libgrid/layer/ground.hpp"

namespace grid {

/// Gives each site that lies in no unit to the unit whose border is nearest, if that is within `reach_m` metres (of
/// equally near ones to the first), and moves it to that border; its building, if any, is no longer a block for it.
/// One finding `site_adopted` a site. `areas` are those of the units.
void adopt_sites(const std::vector<std::vector<LatticeArea>>& areas, double reach_m, Ground& ground);

}  // namespace grid
