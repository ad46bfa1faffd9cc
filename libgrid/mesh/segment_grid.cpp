#include "libgrid/mesh/segment_grid.hpp"

#include <algorithm>

namespace grid {

SegmentGrid::SegmentGrid(std::span<const Segment> segments) {
    if (segments.empty()) {
        m_offsets.assign(2, 0);
        return;
    }
    LatticePoint max = segments.front().p;
    m_min = max;
    for (const Segment& segment : segments) {
        for (const LatticePoint& point : {segment.p, segment.q}) {
            m_min = {std::min(m_min.x, point.x), std::min(m_min.y, point.y)};
            max = {std::max(max.x, point.x), std::max(max.y, point.y)};
        }
    }
    // About one grid cell a segment, square cells.
    const double width = static_cast<double>(max.x - m_min.x + 1);
    const double height = static_cast<double>(max.y - m_min.y + 1);
    const double wanted =
        std::max(std::sqrt(width / static_cast<double>(segments.size()) * height), std::max(width, height) / 4096.0);
    m_size = std::max<std::int64_t>(16, std::llround(wanted));
    m_columns = (max.x - m_min.x) / m_size + 1;
    m_rows = (max.y - m_min.y) / m_size + 1;

    m_offsets.assign(static_cast<std::size_t>(m_columns * m_rows) + 1, 0);
    for (const Segment& segment : segments) {
        for_cells(segment, [&](std::int64_t column, std::int64_t row) { ++m_offsets[cell_index(column, row) + 1]; });
    }
    for (std::size_t i = 1; i < m_offsets.size(); ++i)
        m_offsets[i] += m_offsets[i - 1];
    m_items.resize(static_cast<std::size_t>(m_offsets.back()));
    std::vector<std::int32_t> cursor(m_offsets.begin(), m_offsets.end() - 1);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        for_cells(segments[i], [&](std::int64_t column, std::int64_t row) {
            m_items[static_cast<std::size_t>(cursor[cell_index(column, row)]++)] = static_cast<std::int32_t>(i);
        });
    }
}

}  // namespace grid
