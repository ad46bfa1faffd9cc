#pragma once

#include <optional>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/layer/given_plan.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/input_notes.hpp"

namespace grid {

/// Reads the grids that there are, and the codes that there were; the ground must have its units. With a plan that is a
/// layer of grids with codes, these are the grids that there are, if no others are named. `added`: vertices that units
/// were given of each other, see take_in_vertices(). Part of read_ground().
void read_grids_before(const GriddingRequest& request, std::optional<PlanForm> form, const std::vector<Point>& added,
                       const InputRules& rules, InputNotes& notes, Ground& ground);

}  // namespace grid
