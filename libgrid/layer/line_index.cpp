#include "libgrid/layer/line_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace grid {

namespace {

Box box_of(const std::vector<Way>& lines) {
    Box box;
    for (const Way& line : lines) {
        box.add(line.p);
        box.add(line.q);
    }
    return box;
}

}  // namespace

LineIndex::LineIndex(std::vector<Way> lines)
    : m_lines(std::move(lines)),
      m_box(box_of(m_lines)),
      m_step(std::max({m_box.max_x - m_box.min_x, m_box.max_y - m_box.min_y, std::numeric_limits<double>::min()}) *
             0x1p-40),
      m_grid(to_index(m_lines)) {}

LatticePoint LineIndex::to_index(const Point& p) const {
    const auto place = [this](double value, double low, double high) {
        return std::llround((std::clamp(value, low, high) - low) / m_step);
    };
    return {place(p.x, m_box.min_x, m_box.max_x), place(p.y, m_box.min_y, m_box.max_y)};
}

std::vector<Segment> LineIndex::to_index(std::span<const Way> lines) const {
    std::vector<Segment> segments;
    segments.reserve(lines.size());
    for (const Way& line : lines)
        segments.push_back({to_index(line.p), to_index(line.q)});
    return segments;
}

std::vector<std::int32_t> LineIndex::find(const Box& box) const {
    std::vector<std::int32_t> found;
    if (!m_box.meets(box)) return found;
    m_grid.for_box(to_index({box.min_x, box.min_y}), to_index({box.max_x, box.max_y}),
                   [&found](std::int32_t i) { found.push_back(i); });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::erase_if(found, [&](std::int32_t i) {
        Box reach;
        reach.add(m_lines[static_cast<std::size_t>(i)].p);
        reach.add(m_lines[static_cast<std::size_t>(i)].q);
        return !box.meets(reach);
    });
    return found;
}

}  // namespace grid
