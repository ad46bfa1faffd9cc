#pragma once

#include <algorithm>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Area and centroid of what segments enclose, added up segment by segment in any order. Both are reckoned from a point
/// of the ground itself: from a far one, what is narrow would have the rounding errors of the whole way for its area,
/// which may be less than none, and lie anywhere.
class AreaSum {
public:
    explicit AreaSum(const Point& near) : m_near(near) {}

    /// A segment with the ground on its left; on its right if `sign` is -1.
    void add(const Point& from, const Point& to, double sign = 1) {
        const Point a{from.x - m_near.x, from.y - m_near.y};
        const Point b{to.x - m_near.x, to.y - m_near.y};
        const double part = sign * (a.x * b.y - a.y * b.x);
        m_twice += part;
        m_moment.x += part * (a.x + b.x);
        m_moment.y += part * (a.y + b.y);
    }

    /// Never below 0.
    [[nodiscard]] double area() const { return std::max(0.0, m_twice / 2); }

    /// The point that it is reckoned from, where there is no area.
    [[nodiscard]] Point centroid() const {
        constexpr double least = 1e-9;  // below it a quotient is all rounding
        if (m_twice / 2 < least) return m_near;
        return {m_near.x + m_moment.x / (3 * m_twice), m_near.y + m_moment.y / (3 * m_twice)};
    }

private:
    Point m_near;
    double m_twice = 0;
    Point m_moment;
};

}  // namespace grid
