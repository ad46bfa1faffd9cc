#pragma once

#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// The parts of polygons, by polygon in their order, that lie in none of `others` and are wider than `width_m`. All in
/// the same coordinates; what is not valid is taken as what it is made valid to.
[[nodiscard]] MultiPolygon ground_beyond(const std::vector<MultiPolygon>& polygons,
                                         const std::vector<MultiPolygon>& others, const GroundScale& scale,
                                         double width_m, int threads);

/// Whether two grounds are the same, but for what is no wider than `width_m`.
[[nodiscard]] bool is_same_ground(const MultiPolygon& a, const MultiPolygon& b, const GroundScale& scale,
                                  double width_m);

}  // namespace grid
