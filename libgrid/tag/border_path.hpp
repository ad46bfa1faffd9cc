#pragma once

// For the files of this stage only: what a way crosses.

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <span>

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

/// Whether a segment has a point in common with a box. Exact.
[[nodiscard]] inline bool meets(const BorderSegment& s, const Box& box) {
    const auto [west, east] = std::minmax(s.low.x, s.high.x);
    if (east < box.min_x || west > box.max_x || s.high.y < box.min_y || s.low.y > box.max_y) return false;
    if (box.holds(s.low) || box.holds(s.high)) return true;
    // The two corners that are farthest from the line to either side.
    const bool rising = s.low.x <= s.high.x;
    const Point left{box.min_x, rising ? box.max_y : box.min_y};
    const Point right{box.max_x, rising ? box.min_y : box.max_y};
    return orientation(s.low, s.high, left) * orientation(s.low, s.high, right) <= 0;
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

/// The list of a square on a border.
struct BorderList {
    BorderList(std::span<const std::uint32_t> lists, std::size_t begin)
        : level(lists[begin]),
          held(lists.subspan(begin + 3, lists[begin + 1])),
          segments(lists.subspan(begin + 3 + held.size(), lists[begin + 2])) {}
    std::uint32_t level;
    std::span<const std::uint32_t> held;  ///< the areas that hold its middle
    std::span<const std::uint32_t> segments;
};

using AreaSet = boost::container::small_vector<std::int32_t, 16>;

/// Goes over a border.
inline void cross(const BorderSegment& s, AreaSet& set) {
    for (const std::int32_t area : {s.a, s.b}) {
        if (area < 0) continue;
        const auto found = std::find(set.begin(), set.end(), area);
        if (found == set.end()) {
            set.push_back(area);
        } else {
            *found = set.back();
            set.pop_back();
        }
    }
}

[[nodiscard]] inline std::uint32_t cell_word(CellTag tag, std::uint32_t value) noexcept {
    return value << 2U | static_cast<std::uint32_t>(tag);
}
[[nodiscard]] inline CellTag tag_of(std::uint32_t cell) noexcept {
    return static_cast<CellTag>(cell & 3U);
}

/// The way from the table down to the square that a point is in.
class CellWalk {
public:
    CellWalk() = default;
    CellWalk(const IndexArrays& arrays, const Point& point) noexcept {
        const CellLattice& lattice = arrays.lattice;
        const double column = lattice.column(point.x);
        const double row = lattice.row(point.y);
        const auto side = static_cast<double>(lattice.side());
        m_is_outside = !(column >= 0 && column < side && row >= 0 && row < side);
        if (m_is_outside) return;
        m_column = static_cast<std::uint64_t>(column);
        m_row = static_cast<std::uint64_t>(row);
        m_level = static_cast<unsigned>(lattice.levels - lattice.top);
        m_place = (m_row >> m_level) << static_cast<unsigned>(lattice.top) | m_column >> m_level;
        __builtin_prefetch(&arrays.table[m_place]);
    }

    /// Takes the word of the table.
    void enter(const IndexArrays& arrays) noexcept {
        m_cell = m_is_outside ? cell_word(CellTag::area, 0) : arrays.table[m_place];
        fetch(arrays);
    }
    /// Goes to a quarter. False if it is at the end.
    bool step(const IndexArrays& arrays) noexcept {
        if (tag_of(m_cell) != CellTag::nodes) return false;
        --m_level;
        m_cell = arrays.nodes[m_cell >> 2U][(m_row >> m_level & 1U) << 1U | (m_column >> m_level & 1U)];
        fetch(arrays);
        return true;
    }
    [[nodiscard]] std::uint32_t cell() const noexcept { return m_cell; }

    void fetch_segments(const IndexArrays& arrays) const noexcept {
        if (tag_of(m_cell) != CellTag::border) return;
        for (const std::uint32_t i : BorderList(arrays.lists, m_cell >> 2U).segments)
            __builtin_prefetch(&arrays.segments[i]);
    }

private:
    void fetch(const IndexArrays& arrays) const noexcept {
        if (tag_of(m_cell) == CellTag::nodes) __builtin_prefetch(&arrays.nodes[m_cell >> 2U]);
        if (tag_of(m_cell) == CellTag::border) __builtin_prefetch(&arrays.lists[m_cell >> 2U]);
    }

    std::uint64_t m_column = 0;
    std::uint64_t m_row = 0;
    std::size_t m_place = 0;
    unsigned m_level = 0;
    std::uint32_t m_cell = 0;
    bool m_is_outside = true;
};

/// The word of the square that a point is in.
[[nodiscard]] inline std::uint32_t cell_of(const IndexArrays& arrays, const Point& point) noexcept {
    CellWalk walk(arrays, point);
    walk.enter(arrays);
    while (walk.step(arrays)) {
    }
    return walk.cell();
}

/// The areas that hold a point of the square with this list.
[[nodiscard]] inline AreaSet holding(const IndexArrays& arrays, const BorderList& list, const Point& point) {
    const auto floor_to = [&list](double steps) {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(steps) >> list.level << list.level);
    };
    const LatticeCell cell{floor_to(arrays.lattice.column(point.x)), floor_to(arrays.lattice.row(point.y)),
                           static_cast<std::int32_t>(list.level)};
    const Point middle = cell.middle(arrays.lattice);
    AreaSet set(list.held.begin(), list.held.end());
    for (const std::uint32_t i : list.segments) {
        if (crosses(arrays.segments[i], point, middle)) cross(arrays.segments[i], set);
    }
    return set;
}

}  // namespace grid
