#include "libgrid/mesh/lattice.hpp"

#include <algorithm>

namespace grid {

namespace {

/// The distance of a double of that size to the next one.
double step_at(double low, double high) {
    const double largest = std::max(std::abs(low), std::abs(high));
    constexpr double least = 0x1p-40;  // a unit at the origin of a local CRS
    return std::ldexp(1.0, std::ilogb(std::max(largest, least)) - 52);
}

}  // namespace

Lattice::Lattice(const Box& box, const Plane& plane)
    : m_plane(plane),
      m_step{step_at(box.min_x, box.max_x), step_at(box.min_y, box.max_y)},
      m_metres{m_step.x * plane.scale.x, m_step.y * plane.scale.y} {}

}  // namespace grid
