#pragma once

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Sign of the area of the triangle a, b, c: +1 when c lies to the left of the line from a to b, -1 to the right, 0
/// exactly on it. Exact for all finite coordinates whose products neither overflow nor underflow: a filter in double
/// precision, then the sum of the six products as a floating-point expansion (Shewchuk, "Adaptive precision
/// floating-point arithmetic and fast robust geometric predicates", 1997).
[[nodiscard]] int orientation(const Point& a, const Point& b, const Point& c) noexcept;

/// Whether direction `p` comes before direction `q` counter-clockwise from the positive x axis, both seen from `from`.
/// Exact; neither may equal `from`.
[[nodiscard]] bool counter_clockwise_before(const Point& from, const Point& p, const Point& q) noexcept;

}  // namespace grid
