#include "libgrid/work/point_grid.hpp"

#include <algorithm>
#include <cmath>

namespace grid {

PointGrid::PointGrid(std::span<const Point> points) : m_points(points.begin(), points.end()) {
    for (const Point& p : m_points)
        m_box.add(p);
    const double width = m_box.empty() ? 0 : m_box.max_x - m_box.min_x;
    const double height = m_box.empty() ? 0 : m_box.max_y - m_box.min_y;
    const auto number = static_cast<double>(std::max<std::size_t>(1, m_points.size()));
    // About two points in a bucket, but never more than some thousand buckets in a row.
    m_size_m = std::max({std::sqrt(2 * width * height / number), std::max(width, height) / 4096, 1.0});
    m_columns = static_cast<std::int64_t>(width / m_size_m) + 1;
    m_rows = static_cast<std::int64_t>(height / m_size_m) + 1;
    m_offsets.assign(static_cast<std::size_t>(m_columns * m_rows) + 1, 0);
    const auto bucket_of = [this](const Point& p) {
        return static_cast<std::size_t>(row_of(p.y) * m_columns + column_of(p.x));
    };
    for (const Point& p : m_points)
        ++m_offsets[bucket_of(p) + 1];
    for (std::size_t i = 1; i < m_offsets.size(); ++i)
        m_offsets[i] += m_offsets[i - 1];
    m_items.resize(m_points.size());
    std::vector<std::int32_t> cursor(m_offsets.begin(), m_offsets.end() - 1);
    for (std::size_t i = 0; i < m_points.size(); ++i)
        m_items[static_cast<std::size_t>(cursor[bucket_of(m_points[i])]++)] = static_cast<std::int32_t>(i);
}

std::int64_t PointGrid::column_of(double x) const noexcept {
    return static_cast<std::int64_t>(std::clamp((x - m_box.min_x) / m_size_m, 0.0, static_cast<double>(m_columns - 1)));
}

std::int64_t PointGrid::row_of(double y) const noexcept {
    return static_cast<std::int64_t>(std::clamp((y - m_box.min_y) / m_size_m, 0.0, static_cast<double>(m_rows - 1)));
}

std::span<const std::int32_t> PointGrid::bucket(std::int64_t column, std::int64_t row) const {
    const auto at = static_cast<std::size_t>(row * m_columns + column);
    return {m_items.data() + m_offsets[at], m_items.data() + m_offsets[at + 1]};
}

double PointGrid::distance(const Point& place, std::int32_t point) const {
    const Point& p = m_points[static_cast<std::size_t>(point)];
    const double dx = p.x - place.x;
    const double dy = p.y - place.y;
    return std::sqrt(dx * dx + dy * dy);
}

bool PointGrid::covers_all(const Point& place, double half_m) const noexcept {
    return m_box.empty() || (place.x - half_m <= m_box.min_x && place.x + half_m >= m_box.max_x &&
                             place.y - half_m <= m_box.min_y && place.y + half_m >= m_box.max_y &&
                             std::hypot(std::max(place.x - m_box.min_x, m_box.max_x - place.x),
                                        std::max(place.y - m_box.min_y, m_box.max_y - place.y)) <= half_m);
}

void PointGrid::keep_first(std::size_t count, Found& found) {
    std::ranges::sort(found);
    if (found.size() > count) found.resize(count);
}

}  // namespace grid
