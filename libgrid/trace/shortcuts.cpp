#include "libgrid/trace/shortcuts.hpp"

#include <limits>

#include "libgrid/core/predicates.hpp"

namespace grid {

namespace {

constexpr std::size_t max_span = 64;    // candidates that one shortcut may pass
constexpr std::size_t max_misses = 16;  // shortcuts in a row that fail before the search from a point ends
constexpr double closeness_cost = 3;    // of a line without any clearance, in the same unit

// How the segment a-b crosses the ray from p to the right: +1 upwards, -1 downwards.
int crossing(const Point& a, const Point& b, const Point& p) {
    if (a.y <= p.y) return b.y > p.y && orientation(a, b, p) > 0 ? 1 : 0;
    return b.y <= p.y && orientation(a, b, p) < 0 ? -1 : 0;
}

}  // namespace

void Shortcuts::redraw(Piece& piece, std::size_t parts) {
    piece.changed = false;
    if (piece.marker >= 0) return;  // one straight line already
    divide(piece, parts);
    search();
    replace(piece);
}

void Shortcuts::divide(const Piece& piece, std::size_t parts) {
    m_points.clear();
    m_ids.clear();
    m_segment.clear();
    const double shortest = m_sketch.mean_free_length_m / 2;
    for (std::size_t s = 0; s + 1 < piece.points.size(); ++s) {
        const Point& a = piece.points[s].work;
        const Point& b = piece.points[s + 1].work;
        m_points.push_back(a);
        m_ids.push_back(piece.ids[s]);
        m_segment.push_back(s);
        const double fitting = std::clamp(distance(a, b) / shortest, 1.0, static_cast<double>(parts));
        const auto count = static_cast<std::size_t>(fitting);
        for (std::size_t k = 1; k < count; ++k) {
            const double t = static_cast<double>(k) / static_cast<double>(count);
            const Point p = m_sketch.new_vertex({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}).work;
            if (!m_sketch.is_empty(m_points.back(), p, b, {m_ids.back(), piece.ids[s], piece.ids[s + 1]})) continue;
            m_points.push_back(p);
            m_ids.push_back(-1);
            m_segment.push_back(s);
        }
    }
    m_points.push_back(piece.points.back().work);
    m_ids.push_back(piece.ids.back());
    m_segment.push_back(piece.points.size() - 1);
    m_position.resize(m_sketch.obstacles.size(), -1);
    for (std::size_t k = m_ids.size(); k-- > 0;) {
        if (m_ids[k] >= 0) m_position[static_cast<std::size_t>(m_ids[k])] = static_cast<std::int32_t>(k);
    }
}

bool Shortcuts::is_own(std::int32_t id, std::size_t i, std::size_t j) const {
    const auto position = m_position[static_cast<std::size_t>(id)];
    if (position < 0) return false;
    const auto k = static_cast<std::size_t>(position);
    return (k >= i && k <= j) || (j + 1 == m_ids.size() && m_ids[j] == id);
}

// Adds the triangle between points i, j-1 and j to the area between line and shortcut.
void Shortcuts::sweep(std::size_t i, std::size_t j) {
    const Point& a = m_points[i];
    const Point& b = m_points[j - 1];
    const Point& c = m_points[j];
    m_sketch.obstacles.each(box_around({a, b, c}), [&](std::int32_t id) {
        if (is_own(id, i, j)) return true;
        const Point& p = m_sketch.obstacles.at(id);
        const int winding = crossing(a, b, p) + crossing(b, c, p) + crossing(c, a, p);
        if (winding == 0) return true;
        const auto known = std::ranges::find(m_touched, id, &Touched::id);
        if (known == m_touched.end()) {
            m_touched.push_back({id, winding});
        } else {
            known->winding += winding;
        }
        return true;
    });
}

bool Shortcuts::passes_over(std::size_t i, std::size_t j) const {
    return std::ranges::any_of(m_touched, [&](const Touched& t) { return t.winding != 0 && !is_own(t.id, i, j); });
}

// How well the line i-j keeps the clearance, from 0 to 1; -1 when it comes too close to anything. A part of the old
// line is never too close.
double Shortcuts::room(std::size_t i, std::size_t j, bool is_old) const {
    const Point& a = m_points[i];
    const Point& b = m_points[j];
    double nearest = 1;
    const bool open =
        m_sketch.obstacles.each(box_around({a, b}, std::max(least_room, m_clearance_m)), [&](std::int32_t id) {
            if (is_own(id, i, j)) return true;
            const double d = distance(m_sketch.obstacles.at(id), a, b);
            if (!is_old && d < least_room) return false;
            if (d < m_clearance_m && m_sketch.obstacles.wide(id)) nearest = std::min(nearest, d / m_clearance_m);
            return true;
        });
    return open ? nearest : -1;
}

void Shortcuts::search() {
    const std::size_t last = m_points.size() - 1;
    const double unit = m_sketch.mean_free_length_m;
    const bool closed = m_ids.front() == m_ids.back();
    const std::size_t span = closed ? std::min(max_span, std::max<std::size_t>(last / 3, 1)) : max_span;
    m_cost.assign(last + 1, std::numeric_limits<double>::infinity());
    m_before.assign(last + 1, 0);
    m_cost[0] = 0;
    for (std::size_t i = 0; i < last; ++i) {
        m_touched.clear();
        std::size_t misses = 0;
        for (std::size_t j = i + 1; j <= std::min(last, i + span); ++j) {
            if (j > i + 1) sweep(i, j);
            const bool is_old = j == i + 1 || m_segment[j - 1] == m_segment[i];
            const double free = !is_old && passes_over(i, j) ? -1 : room(i, j, is_old);
            if (free < 0) {
                if (++misses > max_misses) break;
                continue;
            }
            misses = 0;
            const double cost = m_cost[i] + distance(m_points[i], m_points[j]) + unit * vertex_cost +
                                unit * closeness_cost * (1 - free);
            if (cost < m_cost[j]) {
                m_cost[j] = cost;
                m_before[j] = i;
            }
        }
    }
}

void Shortcuts::replace(Piece& piece) {
    for (const std::int32_t id : m_ids) {
        if (id >= 0) m_position[static_cast<std::size_t>(id)] = -1;
    }
    std::vector<std::size_t> path{m_points.size() - 1};
    while (path.back() > 0)
        path.push_back(m_before[path.back()]);
    std::ranges::reverse(path);
    std::vector<MeshVertex> points;
    std::vector<std::int32_t> ids;
    std::size_t next = 0;
    std::size_t old = 0;
    for (std::size_t k = 0; k < m_points.size(); ++k) {
        const bool kept = next < path.size() && path[next] == k;
        if (kept) {
            points.push_back(m_ids[k] >= 0 ? piece.points[old] : m_sketch.new_vertex(m_points[k]));
            ids.push_back(m_ids[k] >= 0 ? m_ids[k] : m_sketch.obstacles.add(m_points[k], false));
            ++next;
        } else if (m_ids[k] >= 0) {
            m_sketch.obstacles.remove(m_ids[k]);
        }
        if (m_ids[k] >= 0) ++old;
    }
    piece.changed = ids != piece.ids;
    piece.points = std::move(points);
    piece.ids = std::move(ids);
    piece.flags.assign(piece.points.size() - 1, 0);
    m_sketch.renew_marker(piece);
}

}  // namespace grid
