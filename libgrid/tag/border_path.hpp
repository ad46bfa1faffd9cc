#pragma once

// For the files of this stage only: what a way crosses.

#include <algorithm>

#include "libgrid/core/predicates.hpp"
#include "libgrid/tag/area_index.hpp"

namespace grid {

// Every place is meant a little to the east, and much less to the north, of where its coordinates say: so none lies on
// a segment, and no way passes through an end of one.

/// Whether such a place, at a height of the segment, is on the right of it. The segment is not level.
[[nodiscard]] inline bool is_right(const BorderSegment& s, const Point& p) noexcept {
    if (p.x < s.low.x && p.x < s.high.x) return false;
    if (p.x > s.low.x && p.x > s.high.x) return true;
    return orientation(s.low, s.high, p) <= 0;
}

/// Whether such a place, between its ends from west to east, is above a segment. The segment is not upright.
[[nodiscard]] inline bool is_above(const BorderSegment& s, const Point& p) noexcept {
    if (p.y < s.low.y) return false;
    if (p.y > s.high.y) return true;
    const bool eastward = s.low.x < s.high.x;
    const int side = eastward ? orientation(s.low, s.high, p) : orientation(s.high, s.low, p);
    if (side != 0) return side > 0;
    return s.low.y == s.high.y || !eastward;  // east of a place on a falling one is above it
}

/// Whether the way from `from`, level to the height of x of `to`, then upright, crosses the segment an odd number of
/// times. Exact.
[[nodiscard]] inline bool crosses(const BorderSegment& s, const Point& from, const Point& to) noexcept {
    bool odd = false;
    if (s.low.y <= from.y && from.y < s.high.y) odd = is_right(s, from) != is_right(s, {to.x, from.y});
    const auto [west, east] = std::minmax(s.low.x, s.high.x);
    if (west <= to.x && to.x < east) odd = odd != (is_above(s, {to.x, from.y}) != is_above(s, to));
    return odd;
}

/// A square of the lattice.
struct LatticeCell {
    std::int64_t column = 0;  ///< of its south-western corner, steps
    std::int64_t row = 0;
    std::int32_t level = 0;

    [[nodiscard]] double side() const noexcept { return static_cast<double>(std::int64_t{1} << level); }
    /// Where ways inside of it end.
    [[nodiscard]] Point middle(const CellLattice& lattice) const noexcept {
        return {lattice.origin.x + (static_cast<double>(column) + side() / 2) * lattice.step,
                lattice.origin.y + (static_cast<double>(row) + side() / 2) * lattice.step};
    }
    /// Its ground, and a step more on each side: what lies in it by rounded coordinates lies in here beyond doubt.
    [[nodiscard]] Box box(const CellLattice& lattice) const noexcept {
        const Point low{static_cast<double>(column) - 1, static_cast<double>(row) - 1};
        return {lattice.origin.x + low.x * lattice.step, lattice.origin.y + low.y * lattice.step,
                lattice.origin.x + (low.x + side() + 2) * lattice.step,
                lattice.origin.y + (low.y + side() + 2) * lattice.step};
    }
    /// Its quarter 0 (south-west), 1 (south-east), 2 or 3.
    [[nodiscard]] LatticeCell quarter(unsigned which) const noexcept {
        const std::int64_t half = std::int64_t{1} << (level - 1);
        return {column + ((which & 1U) != 0 ? half : 0), row + ((which & 2U) != 0 ? half : 0), level - 1};
    }
};

[[nodiscard]] inline std::uint32_t cell_word(CellTag tag, std::uint32_t value) noexcept {
    return value << 2U | static_cast<std::uint32_t>(tag);
}
[[nodiscard]] inline CellTag tag_of(std::uint32_t cell) noexcept {
    return static_cast<CellTag>(cell & 3U);
}

}  // namespace grid
