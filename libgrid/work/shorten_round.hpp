#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/work/stop_distances.hpp"

namespace grid {

/// Shortens a closed round by 2-opt and Or-opt with lists of neighbours until no such change helps, and after that by
/// some shakes of it. `order` holds each of the stops once. The result depends on its arguments only.
void shorten_round(const StopDistances& metres, std::vector<std::int32_t>& order);

}  // namespace grid
