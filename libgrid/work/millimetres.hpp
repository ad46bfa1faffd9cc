#pragma once

#include <cmath>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/mesh/lattice.hpp"

namespace grid {

// Ways are noded, and found by a place, on a lattice of millimetres in the work plane.

inline constexpr double millimetres = 1000;  ///< in a metre
inline constexpr MetricScale millimetre_scale{1 / millimetres, 1 / millimetres};

[[nodiscard]] inline LatticePoint to_millimetres(const Point& metres) noexcept {
    return {std::llround(metres.x * millimetres), std::llround(metres.y * millimetres)};
}

[[nodiscard]] inline Point to_metres(const LatticePoint& at) noexcept {
    return {static_cast<double>(at.x) / millimetres, static_cast<double>(at.y) / millimetres};
}

}  // namespace grid
