#pragma once

#include <optional>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// A ring taken apart into simple ones, its interior (`is_hole`: its exterior) to the left, without repeated points and
/// without what runs out and back. Empty for a ring without area; nothing if it cannot be taken apart.
[[nodiscard]] std::optional<std::vector<Ring>> simple_rings(const Ring& ring, bool is_hole);

/// The same ground without repeated points, spikes, collapsed rings and rings that touch themselves; shells
/// counter-clockwise, holes clockwise. Rings that cross stay as they are. Nothing if a ring cannot be taken apart, or
/// crosses itself so that its area adds up to nothing, or nothing is left.
[[nodiscard]] std::optional<MultiPolygon> clean_rings(const MultiPolygon& polygons);

}  // namespace grid
