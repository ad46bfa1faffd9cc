#pragma once

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// The width of ground is the diameter of the largest circle that fits into it: that of a strip is the distance between
/// its sides, that of a triangle twice the radius of its incircle. It is never less than the mean width.

/// The width of the widest part in metres, to a thousandth of it. The polygons must be valid; 0 without area.
[[nodiscard]] double inscribed_width_m(const MultiPolygon& area, const GroundScale& scale);

/// Whether ground is wider than that, to a hundred-thousandth; mostly known from its measures alone.
[[nodiscard]] bool is_wider(const MultiPolygon& area, double width_m, const GroundScale& scale);

}  // namespace grid
