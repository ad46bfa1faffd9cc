#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// The points that a redrawn border must respect, in a uniform raster of buckets. Points come and go while borders are
/// redrawn; an id is never used again.
class Obstacles {
public:
    /// `area` bounds the points that will be added; points outside are kept in the outermost buckets.
    Obstacles(const Box& area, std::size_t expected) : m_origin{area.min_x, area.min_y} {
        const double width = std::max(area.max_x - area.min_x, 1e-3);
        const double height = std::max(area.max_y - area.min_y, 1e-3);
        const double wanted = std::clamp(static_cast<double>(expected), 1.0, 4e6);
        m_scale = std::sqrt(wanted / (width * height));
        m_columns = static_cast<std::int32_t>(std::min(width * m_scale, 4e6)) + 1;
        m_rows = static_cast<std::int32_t>(std::min(height * m_scale, 4e6)) + 1;
        m_head.assign(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows), -1);
    }

    /// `wide` asks for the wanted clearance around the point.
    std::int32_t add(const Point& at, bool wide) {
        const auto id = static_cast<std::int32_t>(m_items.size());
        std::int32_t& head = m_head[bucket(column(at.x), row(at.y))];
        m_items.push_back({at, head, wide});
        head = id;
        return id;
    }

    void remove(std::int32_t id) {
        const Point& at = m_items[static_cast<std::size_t>(id)].at;
        std::int32_t* link = &m_head[bucket(column(at.x), row(at.y))];
        while (*link != id)
            link = &m_items[static_cast<std::size_t>(*link)].next;
        *link = m_items[static_cast<std::size_t>(id)].next;
    }

    [[nodiscard]] const Point& at(std::int32_t id) const { return m_items[static_cast<std::size_t>(id)].at; }
    [[nodiscard]] bool wide(std::int32_t id) const { return m_items[static_cast<std::size_t>(id)].wide; }
    [[nodiscard]] std::size_t size() const { return m_items.size(); }

    /// Calls `visit(id)` for all points in the closed box, in no particular order, until one call returns false.
    template <typename Visit>
    bool each(const Box& box, Visit&& visit) const {
        const std::int32_t last_column = column(box.max_x);
        const std::int32_t last_row = row(box.max_y);
        for (std::int32_t r = row(box.min_y); r <= last_row; ++r) {
            for (std::int32_t c = column(box.min_x); c <= last_column; ++c) {
                for (std::int32_t id = m_head[bucket(c, r)]; id >= 0;) {
                    const Item& item = m_items[static_cast<std::size_t>(id)];
                    const Point& p = item.at;
                    const bool inside = p.x >= box.min_x && p.x <= box.max_x && p.y >= box.min_y && p.y <= box.max_y;
                    if (inside && !visit(id)) return false;
                    id = item.next;
                }
            }
        }
        return true;
    }

private:
    struct Item {
        Point at;
        std::int32_t next = -1;
        bool wide = false;
    };

    [[nodiscard]] std::int32_t column(double x) const {
        return static_cast<std::int32_t>(std::clamp((x - m_origin.x) * m_scale, 0.0, m_columns - 1.0));
    }
    [[nodiscard]] std::int32_t row(double y) const {
        return static_cast<std::int32_t>(std::clamp((y - m_origin.y) * m_scale, 0.0, m_rows - 1.0));
    }
    [[nodiscard]] std::size_t bucket(std::int32_t c, std::int32_t r) const {
        return static_cast<std::size_t>(r) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(c);
    }

    Point m_origin;
    double m_scale = 1;
    std::int32_t m_columns = 1;
    std::int32_t m_rows = 1;
    std::vector<std::int32_t> m_head;
    std::vector<Item> m_items;
};

/// Box around points, widened by `margin`.
[[nodiscard]] inline Box box_around(std::initializer_list<Point> points, double margin = 0) {
    Box box;
    for (const Point& p : points)
        box.add(p);
    return {box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
}

[[nodiscard]] inline double distance(const Point& p, const Point& q) {
    return std::sqrt((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y));
}

/// Distance of `p` from the segment a-b.
[[nodiscard]] inline double distance(const Point& p, const Point& a, const Point& b) {
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double square = dx * dx + dy * dy;
    const double t = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0.0;
    return distance(p, {a.x + t * dx, a.y + t * dy});
}

}  // namespace grid
