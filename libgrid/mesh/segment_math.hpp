#pragma once

#include <algorithm>
#include <cstdint>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// factor * numerator / denominator, rounded to the nearest whole number; 0 <= numerator <= denominator < 2^125. Exact,
/// though the product may not fit 128 bits.
[[nodiscard]] std::int64_t share_of(std::int64_t factor, Int128 numerator, Int128 denominator) noexcept;

[[nodiscard]] inline bool boxes_meet(const Segment& s, const Segment& t) noexcept {
    return std::max(s.p.x, s.q.x) >= std::min(t.p.x, t.q.x) && std::max(t.p.x, t.q.x) >= std::min(s.p.x, s.q.x) &&
           std::max(s.p.y, s.q.y) >= std::min(t.p.y, t.q.y) && std::max(t.p.y, t.q.y) >= std::min(s.p.y, s.q.y);
}

/// Whether two segments cross in a point inside of both.
[[nodiscard]] inline bool cross_properly(const Segment& s, const Segment& t) noexcept {
    if (s.p == t.p || s.p == t.q || s.q == t.p || s.q == t.q) return false;  // many do at once, in a star of streets
    return boxes_meet(s, t) && orientation(s.p, s.q, t.p) * orientation(s.p, s.q, t.q) < 0 &&
           orientation(t.p, t.q, s.p) * orientation(t.p, t.q, s.q) < 0;
}

/// Where the line of `t` meets segment `s`, rounded to the lattice. Exact. The ends of s lie on different sides of that
/// line, or one of them on it.
[[nodiscard]] LatticePoint crossing_point(const Segment& s, const Segment& t) noexcept;

/// The point of a segment that is nearest to a place.
struct Foot {
    double share = 0;  ///< 0 at the segment's p, 1 at its q
    double metres = 0;
};
[[nodiscard]] Foot foot_on(const Segment& s, const LatticePoint& place, const MetricScale& metres) noexcept;

/// The lattice point of a segment at a share of it: no farther than half a step from it.
[[nodiscard]] LatticePoint point_at(const Segment& s, double share) noexcept;

}  // namespace grid
