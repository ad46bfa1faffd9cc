#pragma once

#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// The mesh is built on an integer lattice of the work plane, so that every predicate is exact.
inline constexpr double lattice_per_metre = 1e5;

/// A lattice point; one step is 0.01 mm. Coordinates stay below 2^42 (40,000 km), so that cross products fit __int128.
struct LatticePoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
    friend auto operator<=>(const LatticePoint&, const LatticePoint&) = default;
};

__extension__ using Int128 = __int128;

[[nodiscard]] inline LatticePoint to_lattice(const Point& p) noexcept {
    return {std::llround(p.x * lattice_per_metre), std::llround(p.y * lattice_per_metre)};
}

[[nodiscard]] inline Point to_work(const LatticePoint& p) noexcept {
    return {static_cast<double>(p.x) / lattice_per_metre, static_cast<double>(p.y) / lattice_per_metre};
}

/// Twice the signed area of the triangle o, a, b: positive when b lies to the left of o -> a.
[[nodiscard]] inline Int128 cross(const LatticePoint& o, const LatticePoint& a, const LatticePoint& b) noexcept {
    return Int128(a.x - o.x) * (b.y - o.y) - Int128(a.y - o.y) * (b.x - o.x);
}

[[nodiscard]] inline int orientation(const LatticePoint& o, const LatticePoint& a, const LatticePoint& b) noexcept {
    const Int128 value = cross(o, a, b);
    return (value > 0) - (value < 0);
}

[[nodiscard]] inline double length_m(const LatticePoint& a, const LatticePoint& b) noexcept {
    return std::hypot(static_cast<double>(b.x - a.x), static_cast<double>(b.y - a.y)) / lattice_per_metre;
}

}  // namespace grid
