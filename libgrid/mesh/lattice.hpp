#pragma once

#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/plane.hpp"

namespace grid {

/// A place on the lattice of a unit. Coordinates stay below 2^54, so that cross products fit __int128.
struct LatticePoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
    friend auto operator<=>(const LatticePoint&, const LatticePoint&) = default;
};

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

/// Twice the signed area of the triangle o, a, b: positive when b lies to the left of o -> a.
[[nodiscard]] inline Int128 cross(const LatticePoint& o, const LatticePoint& a, const LatticePoint& b) noexcept {
    return Int128(a.x - o.x) * (b.y - o.y) - Int128(a.y - o.y) * (b.x - o.x);
}

[[nodiscard]] inline int orientation(const LatticePoint& o, const LatticePoint& a, const LatticePoint& b) noexcept {
    const Int128 value = cross(o, a, b);
    return (value > 0) - (value < 0);
}

/// The coordinates that can be written. The mesh of a unit is built on integers, so that every predicate is exact, and
/// these integers count the steps between neighbouring doubles: what is a planar subdivision on the lattice is one in
/// the file, bit for bit, whatever the output CRS.
/// A step in x is the distance of two doubles at the largest |x| of the unit, and so in y. Doubles nearer to zero lie
/// denser; where a unit reaches across a power of two, such an input may lie half a step (nanometres) beside its place.
class Lattice {
public:
    /// `box` (output CRS) holds all that must be exact; coordinates up to a thousand times as large may be asked for.
    Lattice(const Box& box, const Plane& plane);

    [[nodiscard]] LatticePoint at(const Point& output) const noexcept {
        return {std::llround(output.x / m_step.x), std::llround(output.y / m_step.y)};
    }
    /// Exact for all lattice points in the box.
    [[nodiscard]] Point output(const LatticePoint& p) const noexcept {
        return {static_cast<double>(p.x) * m_step.x, static_cast<double>(p.y) * m_step.y};
    }
    [[nodiscard]] Point work(const LatticePoint& p) const noexcept { return m_plane.to_work(output(p)); }
    /// The place of a new vertex near coordinates on the lattice: one with few decimals.
    [[nodiscard]] LatticePoint tidy(const Point& lattice) const noexcept {
        return at(m_plane.tidy({lattice.x * m_step.x, lattice.y * m_step.y}));
    }

    /// Metres on the ground of a step.
    [[nodiscard]] const MetricScale& metres() const noexcept { return m_metres; }
    [[nodiscard]] double length_m(const LatticePoint& a, const LatticePoint& b) const noexcept {
        const double dx = static_cast<double>(b.x - a.x) * m_metres.x;
        const double dy = static_cast<double>(b.y - a.y) * m_metres.y;
        return std::sqrt(dx * dx + dy * dy);
    }
    [[nodiscard]] const Plane& plane() const noexcept { return m_plane; }

private:
    Plane m_plane;
    Point m_step;  ///< output units
    MetricScale m_metres;
};

}  // namespace grid
