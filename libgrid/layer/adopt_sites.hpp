#pragma once

#include "libgrid/layer/ground.hpp"

namespace grid {

/// Gives each site that lies in no unit to the unit whose border is nearest, if that is within `reach_m` metres (of
/// equally near ones to the first), and moves it to that border; its building, if any, is no longer a block for it.
/// One finding `site_adopted` a site.
void adopt_sites(double reach_m, Ground& ground);

}  // namespace grid
