#pragma once

#include <cstddef>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Twice the area of a closed ring, positive if it runs counter-clockwise; reckoned from its first point, so that large
/// coordinates do no harm.
[[nodiscard]] inline double doubled_area(const Ring& ring) noexcept {
    double area = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        area += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
                (ring[i].y - ring[0].y) * (ring[i + 1].x - ring[0].x);
    }
    return area;
}

/// Whether the interior of a closed ring, thought of as a shell, lies to its left. For rings that are simple the answer
/// is exact.
[[nodiscard]] bool runs_counter_clockwise(const Ring& ring);

}  // namespace grid
