#include "libgrid/core/predicates.hpp"

#include <array>
#include <cmath>
#include <cstddef>

namespace grid {

namespace {

// An exact sum of doubles as components that do not overlap, smallest first.
class Expansion {
public:
    void add_product(double a, double b) noexcept {
        const double high = a * b;
        add(std::fma(a, b, -high));
        add(high);
    }

    // The largest component that is not zero has the sign of the sum.
    [[nodiscard]] int sign() const noexcept {
        for (std::size_t i = m_size; i-- > 0;) {
            if (m_parts[i] != 0) return m_parts[i] > 0 ? 1 : -1;
        }
        return 0;
    }

private:
    // Shewchuk's Grow-Expansion with Knuth's Two-Sum.
    void add(double value) noexcept {
        double rest = value;
        for (std::size_t i = 0; i < m_size; ++i) {
            const double sum = rest + m_parts[i];
            const double part = sum - rest;
            m_parts[i] = (rest - (sum - part)) + (m_parts[i] - part);
            rest = sum;
        }
        m_parts[m_size++] = rest;
    }

    std::array<double, 12> m_parts{};
    std::size_t m_size = 0;
};

int exact_orientation(const Point& a, const Point& b, const Point& c) noexcept {
    Expansion sum;
    sum.add_product(a.x, b.y);
    sum.add_product(-a.y, b.x);
    sum.add_product(b.x, c.y);
    sum.add_product(-b.y, c.x);
    sum.add_product(c.x, a.y);
    sum.add_product(-c.y, a.x);
    return sum.sign();
}

// 0 for directions in [0, pi), 1 for those in [pi, 2 pi).
int half(const Point& from, const Point& p) noexcept {
    return p.y > from.y || (p.y == from.y && p.x > from.x) ? 0 : 1;
}

}  // namespace

int orientation(const Point& a, const Point& b, const Point& c) noexcept {
    constexpr double error_bound = 3.3306690738754716e-16;  // (3 + 16 eps) eps with eps = 2^-53
    const double left = (a.x - c.x) * (b.y - c.y);
    const double right = (a.y - c.y) * (b.x - c.x);
    const double area = left - right;
    if (std::abs(area) > error_bound * (std::abs(left) + std::abs(right))) return area > 0 ? 1 : -1;
    return exact_orientation(a, b, c);
}

bool counter_clockwise_before(const Point& from, const Point& p, const Point& q) noexcept {
    const int half_p = half(from, p);
    const int half_q = half(from, q);
    return half_p != half_q ? half_p < half_q : orientation(from, p, q) > 0;
}

}  // namespace grid
