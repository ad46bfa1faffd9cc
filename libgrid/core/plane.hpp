#pragma once

#include <algorithm>
#include <cmath>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Metres on the ground for one unit of x and of y, near one place.
struct MetricScale {
    double x = 1;
    double y = 1;

    [[nodiscard]] double distance(const Point& a, const Point& b) const noexcept {
        return std::hypot((b.x - a.x) * x, (b.y - a.y) * y);
    }
    /// From a point to the segment from a to b.
    [[nodiscard]] double distance(const Point& point, const Point& a, const Point& b) const noexcept {
        const double dx = (b.x - a.x) * x;
        const double dy = (b.y - a.y) * y;
        const double px = (point.x - a.x) * x;
        const double py = (point.y - a.y) * y;
        const double squared = dx * dx + dy * dy;
        const double t = squared > 0 ? std::clamp((px * dx + py * dy) / squared, 0.0, 1.0) : 0.0;
        return std::hypot(px - t * dx, py - t * dy);
    }
};

/// The work plane of a unit: metres east and north of a corner of the unit. It is the output CRS with its axes
/// stretched, nothing else, so that what is straight, or lies on one side of a line, in the one does so in the other.
struct Plane {
    Point origin;  ///< output CRS
    MetricScale scale;
    double steps_per_unit = 1e5;  ///< new vertices have output coordinates that are multiples of its inverse

    [[nodiscard]] Point to_work(const Point& output) const noexcept {
        return {(output.x - origin.x) * scale.x, (output.y - origin.y) * scale.y};
    }
    [[nodiscard]] Point to_output(const Point& work) const noexcept {
        return {origin.x + work.x / scale.x, origin.y + work.y / scale.y};
    }
    /// The nearest place for a new vertex: few decimals, about 0.01 mm.
    [[nodiscard]] Point tidy(const Point& output) const noexcept {
        // Dividing by a power of ten that is exact gives the double nearest to the decimal.
        return {std::round(output.x * steps_per_unit) / steps_per_unit,
                std::round(output.y * steps_per_unit) / steps_per_unit};
    }
};

/// Polygons of the output CRS in a plane.
[[nodiscard]] inline MultiPolygon to_work(const MultiPolygon& output, const Plane& plane) {
    MultiPolygon work = output;
    const auto carry = [&plane](Ring& ring) {
        for (Point& p : ring)
            p = plane.to_work(p);
    };
    for (Polygon& polygon : work) {
        carry(polygon.shell);
        for (Ring& hole : polygon.holes)
            carry(hole);
    }
    return work;
}

/// The plane of a unit with that box. `scale` is that at the middle of the box.
[[nodiscard]] inline Plane plane_of(const Box& box, const MetricScale& scale) noexcept {
    constexpr double steps_per_metre = 1e5;
    return {{box.min_x, box.min_y}, scale, std::pow(10, std::round(std::log10(scale.y * steps_per_metre)))};
}

}  // namespace grid
