#include <algorithm>
#include <cmath>
#include <cstddef>

#include "libgrid/core/predicates.hpp"
#include "libgrid/core/ring_area.hpp"

namespace grid {

namespace {

// The turn at the ring's smallest point decides, for no part of a simple ring lies to the left of it.
bool turns_left_at_corner(const Ring& ring) {
    const std::size_t n = ring.size() - 1;
    const auto corner = static_cast<std::size_t>(std::min_element(ring.begin(), ring.end() - 1) - ring.begin());
    std::size_t before = corner;
    std::size_t after = corner;
    do {
        before = (before + n - 1) % n;
    } while (before != corner && ring[before] == ring[corner]);
    do {
        after = (after + 1) % n;
    } while (after != corner && ring[after] == ring[corner]);
    return orientation(ring[before], ring[corner], ring[after]) > 0;
}

}  // namespace

bool runs_counter_clockwise(const Ring& ring) {
    if (ring.size() < 4) return true;
    const Point& o = ring.front();
    double area = 0;
    double size = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        const double left = (ring[i].x - o.x) * (ring[i + 1].y - o.y);
        const double right = (ring[i].y - o.y) * (ring[i + 1].x - o.x);
        area += left - right;
        size += std::abs(left) + std::abs(right);
    }
    constexpr double certain = 1e-9;  // far above the rounding errors of the sums
    if (std::abs(area) > certain * size) return area > 0;
    return turns_left_at_corner(ring);
}

}  // namespace grid
