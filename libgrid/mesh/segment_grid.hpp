#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/lattice_box.hpp"

namespace grid {

struct Segment {
    LatticePoint p;
    LatticePoint q;
    friend bool operator==(const Segment&, const Segment&) = default;
};

/// Two vertices by their indices, from < to.
struct LatticeEdge {
    std::int32_t from = 0;
    std::int32_t to = 0;
    friend bool operator==(const LatticeEdge&, const LatticeEdge&) = default;
};

/// Uniform grid over segments: each grid cell lists the segments that come within two lattice steps of it.
class SegmentGrid {
public:
    static constexpr std::int64_t listed_within = 2;  ///< lattice steps

    /// `segments` is not kept; the lists hold indices into it.
    explicit SegmentGrid(std::span<const Segment> segments);

    [[nodiscard]] std::int64_t columns() const noexcept { return m_columns; }
    [[nodiscard]] std::int64_t rows() const noexcept { return m_rows; }
    [[nodiscard]] std::span<const std::int32_t> at(std::int64_t column, std::int64_t row) const noexcept {
        const std::size_t cell = cell_index(column, row);
        return {m_items.data() + m_offsets[cell], m_items.data() + m_offsets[cell + 1]};
    }

    /// Column or row of a coordinate, clamped to the grid.
    [[nodiscard]] std::int64_t column_of(std::int64_t x) const noexcept { return clamp_index(x - m_min.x, m_columns); }
    [[nodiscard]] std::int64_t row_of(std::int64_t y) const noexcept { return clamp_index(y - m_min.y, m_rows); }
    [[nodiscard]] std::int64_t left_edge(std::int64_t column) const noexcept { return m_min.x + column * m_size; }
    [[nodiscard]] LatticeBox cell_box(std::int64_t column, std::int64_t row) const noexcept {
        const LatticePoint low{left_edge(column), m_min.y + row * m_size};
        return {low, {low.x + m_size, low.y + m_size}};
    }

    /// Calls visit(segment) for each entry of the grid cells that meet the box, so several times for some segments.
    template <typename Visit>
    void for_box(const LatticePoint& low, const LatticePoint& high, Visit&& visit) const {
        for (std::int64_t row = row_of(low.y); row <= row_of(high.y); ++row) {
            for (std::int64_t column = column_of(low.x); column <= column_of(high.x); ++column) {
                for (const std::int32_t segment : at(column, row))
                    visit(segment);
            }
        }
    }

    /// Calls visit(column, row) for every grid cell within so many lattice steps of the segment.
    template <typename Visit>
    void for_cells(const Segment& segment, Visit&& visit, std::int64_t margin = listed_within) const;

private:
    /// Column by column: places in lexicographic order find what lies beside them in the cache.
    [[nodiscard]] std::size_t cell_index(std::int64_t column, std::int64_t row) const noexcept {
        return static_cast<std::size_t>(column * m_rows + row);
    }
    [[nodiscard]] std::int64_t clamp_index(std::int64_t offset, std::int64_t count) const noexcept {
        if (offset < 0) return 0;
        const std::int64_t index = offset / m_size;
        return index < count ? index : count - 1;
    }

    LatticePoint m_min;
    std::int64_t m_size = 1;
    std::int64_t m_columns = 1;
    std::int64_t m_rows = 1;
    std::vector<std::int32_t> m_offsets;
    std::vector<std::int32_t> m_items;
};

template <typename Visit>
void SegmentGrid::for_cells(const Segment& segment, Visit&& visit, std::int64_t margin) const {
    const bool upward = segment.p.y <= segment.q.y;
    const LatticePoint& low = upward ? segment.p : segment.q;
    const LatticePoint& high = upward ? segment.q : segment.p;
    const std::int64_t first_row = row_of(low.y - margin);
    const std::int64_t last_row = row_of(high.y + margin);
    const double slope =
        high.y == low.y ? 0 : static_cast<double>(high.x - low.x) / static_cast<double>(high.y - low.y);
    for (std::int64_t row = first_row; row <= last_row; ++row) {
        std::int64_t from = low.x;
        std::int64_t to = high.x;
        if (first_row != last_row) {  // the part of the segment within the row's band
            const std::int64_t bottom = m_min.y + row * m_size - margin;
            const std::int64_t top = bottom + m_size + 2 * margin;
            if (bottom > low.y) from = low.x + std::llround(slope * static_cast<double>(bottom - low.y));
            if (top < high.y) to = low.x + std::llround(slope * static_cast<double>(top - low.y));
        }
        if (from > to) std::swap(from, to);
        const std::int64_t last = column_of(to + 2 * margin);
        for (std::int64_t column = column_of(from - 2 * margin); column <= last; ++column)
            visit(column, row);
    }
}

}  // namespace grid
