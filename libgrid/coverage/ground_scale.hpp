#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/plane.hpp"

namespace grid {

/// Metres on the ground for the coordinates of a layer. The checks compare coordinates as they are, exactly; only
/// widths and lengths that are given in metres need this, and for them the sphere is near enough (0.6 %).
struct GroundScale {
    double metres_per_unit = 1;  ///< of y; 111,195 for degrees
    bool geographic = false;     ///< degrees: a unit of x is shorter by the cosine of the latitude y

    /// Metres per unit of x at the height y.
    [[nodiscard]] double metres_per_x(double y) const noexcept {
        constexpr double pole = 89.9;
        if (!geographic) return metres_per_unit;
        return metres_per_unit * std::cos(std::clamp(y, -pole, pole) * std::numbers::pi / 180);
    }
    [[nodiscard]] MetricScale at(double y) const noexcept { return {metres_per_x(y), metres_per_unit}; }
    [[nodiscard]] double distance(const Point& a, const Point& b) const noexcept {
        return std::hypot((a.x - b.x) * metres_per_x((a.y + b.y) / 2), (a.y - b.y) * metres_per_unit);
    }
};

inline constexpr double metres_per_degree = 111195;

}  // namespace grid
