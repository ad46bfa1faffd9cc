#include "libgrid/mesh/segment_math.hpp"

#include <algorithm>
#include <cmath>

namespace grid {

/// The quotient is estimated in floating point and made exact with its remainder, which is small: so that it is right
/// although the products it is the difference of wrap around.
std::int64_t share_of(std::int64_t factor, Int128 numerator, Int128 denominator) noexcept {
    const auto size = static_cast<std::uint64_t>(factor < 0 ? -factor : factor);
    const long double estimate =
        static_cast<long double>(size) * static_cast<long double>(numerator) / static_cast<long double>(denominator);
    auto quotient = static_cast<std::int64_t>(estimate);
    auto rest = static_cast<Int128>(UInt128(size) * UInt128(numerator) - UInt128(quotient) * UInt128(denominator));
    for (; rest < 0; rest += denominator)
        --quotient;
    for (; rest >= denominator; rest -= denominator)
        ++quotient;
    if (factor < 0) return -(2 * rest > denominator ? quotient + 1 : quotient);
    return 2 * rest >= denominator ? quotient + 1 : quotient;
}

LatticePoint crossing_point(const Segment& s, const Segment& t) noexcept {
    Int128 to_p = cross(t.p, t.q, s.p);
    Int128 all = to_p - cross(t.p, t.q, s.q);
    if (all < 0) {
        to_p = -to_p;
        all = -all;
    }
    return {s.p.x + share_of(s.q.x - s.p.x, to_p, all), s.p.y + share_of(s.q.y - s.p.y, to_p, all)};
}

Foot foot_on(const Segment& s, const LatticePoint& place, const MetricScale& metres) noexcept {
    const double dx = static_cast<double>(s.q.x - s.p.x) * metres.x;
    const double dy = static_cast<double>(s.q.y - s.p.y) * metres.y;
    const double ex = static_cast<double>(place.x - s.p.x) * metres.x;
    const double ey = static_cast<double>(place.y - s.p.y) * metres.y;
    const double squared = dx * dx + dy * dy;
    const double share = squared > 0 ? std::clamp((dx * ex + dy * ey) / squared, 0.0, 1.0) : 0.0;
    const double fx = ex - share * dx;
    const double fy = ey - share * dy;
    return {share, std::sqrt(fx * fx + fy * fy)};
}

LatticePoint point_at(const Segment& s, double share) noexcept {
    const std::int64_t dx = s.q.x - s.p.x;
    const std::int64_t dy = s.q.y - s.p.y;
    const bool along_x = std::abs(dx) >= std::abs(dy);
    const std::int64_t length = along_x ? dx : dy;
    if (length == 0) return s.p;
    const std::int64_t far =
        std::clamp<std::int64_t>(std::llround(share * static_cast<double>(std::abs(length))), 0, std::abs(length));
    const std::int64_t aside = share_of(along_x ? dy : dx, far, std::abs(length));
    const std::int64_t along = length < 0 ? -far : far;
    return along_x ? LatticePoint{s.p.x + along, s.p.y + aside} : LatticePoint{s.p.x + aside, s.p.y + along};
}

}  // namespace grid
