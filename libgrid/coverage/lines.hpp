#pragma once

#include "libgrid/core/geometry.hpp"

namespace grid {

/// A straight line between two different points, the smaller one first.
struct Line {
    Point a;
    Point b;
    friend auto operator<=>(const Line&, const Line&) = default;
};

// How lines and points lie to each other. Part of LineNoder; distances are in units of the coordinates.

/// Times the reach: nearer to an end of a line it has no direction.
inline constexpr double hair = 4;

[[nodiscard]] Line line_between(const Point& p, const Point& q) noexcept;
/// The square of the distance.
[[nodiscard]] double square(const Point& p, const Point& q) noexcept;
/// Whether a point is nearer to both ends of a line than these to each other. Lines are divided at such points only: so
/// the parts are shorter than the whole, and nothing goes round in circles.
[[nodiscard]] bool lies_between(const Line& line, const Point& p) noexcept;
/// Exactly, and not at an end.
[[nodiscard]] bool lies_on(const Line& line, const Point& p) noexcept;
[[nodiscard]] bool lies_beside(const Line& line, const Point& p, double reach) noexcept;
/// Whether a point is next to an end of a line: what was led there would run in quite another direction.
[[nodiscard]] bool lies_at_end(const Line& line, const Point& p, double reach) noexcept;
/// Whether two lines run side by side, no farther apart than `reach`, from an end of the second one on as far as both
/// go, and that is not next to nothing.
[[nodiscard]] bool run_together(const Line& line, const Line& other, const Point& end, double reach) noexcept;
/// Exactly, and not in an end.
[[nodiscard]] bool do_cross(const Line& e, const Line& f) noexcept;
/// Where two lines cross, on e but for rounding.
[[nodiscard]] Point crossing(const Line& e, const Line& f) noexcept;

}  // namespace grid
