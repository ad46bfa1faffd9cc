#include "libgrid/coverage/open_outlines.hpp"

#include <algorithm>
#include <cmath>

namespace grid {

namespace {

Box box_of(const LooseSegment& segment) {
    Box box;
    box.add(segment.a);
    box.add(segment.b);
    return box;
}

BoxIndex index_of(const std::vector<LooseSegment>& lines) {
    std::vector<BoxIndex::Entry> entries;
    entries.reserve(lines.size());
    for (const LooseSegment& line : lines)
        entries.emplace_back(box_of(line), static_cast<std::int32_t>(entries.size()));
    return BoxIndex(entries);
}

double distance_m(const Point& p, const LooseSegment& line, const MetricScale& metres) {
    const Point along{(line.b.x - line.a.x) * metres.x, (line.b.y - line.a.y) * metres.y};
    const Point away{(p.x - line.a.x) * metres.x, (p.y - line.a.y) * metres.y};
    const double square = along.x * along.x + along.y * along.y;
    const double share = square > 0 ? std::clamp((along.x * away.x + along.y * away.y) / square, 0.0, 1.0) : 0.0;
    return std::hypot(away.x - share * along.x, away.y - share * along.y);
}

}  // namespace

OpenOutlines::OpenOutlines(std::span<const MultiPolygon> units, const GroundScale& scale, double tolerance_m)
    : m_lines(match_segments(units, {}, {}).loose),
      m_index(index_of(m_lines)),
      m_scale(scale),
      m_tolerance_m(tolerance_m) {}

bool OpenOutlines::holds(const LooseSegment& segment) const {
    const MetricScale metres = m_scale.at(segment.a.y);
    Box near = box_of(segment);
    near.add({near.min_x - m_tolerance_m / metres.x, near.min_y - m_tolerance_m / metres.y});
    near.add({near.max_x + m_tolerance_m / metres.x, near.max_y + m_tolerance_m / metres.y});
    return std::ranges::any_of(m_index.find(near), [&](std::int32_t i) {
        const LooseSegment& line = m_lines[static_cast<std::size_t>(i)];
        return distance_m(segment.a, line, metres) <= m_tolerance_m &&
               distance_m(segment.b, line, metres) <= m_tolerance_m;
    });
}

}  // namespace grid
