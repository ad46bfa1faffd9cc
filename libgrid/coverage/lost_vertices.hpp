#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/coverage/settle.hpp"

namespace grid {

/// The vertices that features had and, as they are now, have no more, though these lie in none of the other chosen
/// ones: ascending. `shapes` are the features as they were, `changed` those that are others now.
[[nodiscard]] std::vector<Point> lost_vertices(ValidShapes& shapes, std::span<const std::int32_t> chosen,
                                               const std::vector<SettledFeature>& changed);

}  // namespace grid
