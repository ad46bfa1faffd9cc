#include "libgrid/export/simplify.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <set>
#include <utility>
#include <vector>

#include "libgrid/core/predicates.hpp"
#include "libgrid/export/border_lines.hpp"
#include "libgrid/trace/obstacles.hpp"

namespace grid {

namespace {

/// Whether `w` lies in the triangle or on its edge; for one without area: on its line.
bool in_triangle(const Point& a, const Point& b, const Point& c, const Point& w) {
    const int p = orientation(a, b, w);
    const int q = orientation(b, c, w);
    const int r = orientation(c, a, w);
    return (p >= 0 && q >= 0 && r >= 0) || (p <= 0 && q <= 0 && r <= 0);
}

/// The vertices of one line after another, and which of them are left.
class Elimination {
public:
    Elimination(const BorderLines& borders, std::vector<Point> metres, double tolerance_m)
        : m_borders(borders),
          m_metres(std::move(metres)),
          m_tolerance_m(tolerance_m),
          m_left(borders.vertices.size(), 1),
          m_around(extent(borders.vertices), borders.vertices.size()) {
        for (const Point& p : borders.vertices)
            m_around.add(p, false);
        for (const auto& line : borders.lines)
            add(line);
    }

    /// For each vertex whether it is left.
    [[nodiscard]] std::vector<std::uint8_t> run() {
        for (std::int32_t slot = 0; slot < static_cast<std::int32_t>(m_slots.size()); ++slot)
            offer(slot);
        while (!m_queue.empty()) {
            const Candidate next = m_queue.top();
            m_queue.pop();
            if (next.version == at(next.slot).version && may_go(next.slot)) eliminate(next.slot);
        }
        return std::move(m_left);
    }

private:
    struct Slot {
        std::int32_t vertex = -1;
        std::int32_t line = -1;
        std::int32_t before = -1;  ///< slots; -1: an end of the line
        std::int32_t after = -1;
        std::int32_t version = 0;  ///< goes up with each change of a neighbour
    };
    struct Candidate {
        double area = 0;
        std::int32_t vertex = -1;
        std::int32_t slot = -1;
        std::int32_t version = 0;
        friend bool operator>(const Candidate& a, const Candidate& b) {
            return a.area != b.area ? a.area > b.area : a.vertex > b.vertex;
        }
    };

    static Box extent(const std::vector<Point>& points) {
        Box box;
        for (const Point& p : points)
            box.add(p);
        return box;
    }

    void add(const std::vector<std::int32_t>& line) {
        const auto first = static_cast<std::int32_t>(m_slots.size());
        const auto last = first + static_cast<std::int32_t>(line.size()) - 1;
        const auto index = static_cast<std::int32_t>(m_inner.size());
        for (std::int32_t slot = first; slot <= last; ++slot) {
            const std::int32_t vertex = line[static_cast<std::size_t>(slot - first)];
            m_slots.push_back({vertex, index, slot == first ? -1 : slot - 1, slot == last ? -1 : slot + 1, 0});
        }
        m_inner.push_back(static_cast<std::int32_t>(line.size()) - 2);
        m_is_ring.push_back(line.front() == line.back() ? 1 : 0);
        if (line.size() == 2) m_straight.insert(std::minmax(line.front(), line.back()));
    }

    Slot& at(std::int32_t slot) { return m_slots[static_cast<std::size_t>(slot)]; }
    [[nodiscard]] const Point& point(std::int32_t slot) {
        return m_borders.vertices[static_cast<std::size_t>(at(slot).vertex)];
    }
    [[nodiscard]] const Point& metres(std::int32_t slot) { return m_metres[static_cast<std::size_t>(at(slot).vertex)]; }

    void offer(std::int32_t slot) {
        const Slot s = at(slot);
        if (s.before < 0 || s.after < 0) return;
        const Point& a = metres(s.before);
        const Point& b = metres(slot);
        const Point& c = metres(s.after);
        const double area = std::abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
        m_queue.push({area, s.vertex, slot, s.version});
    }

    [[nodiscard]] bool may_go(std::int32_t slot) {
        const Slot s = at(slot);
        const auto line = static_cast<std::size_t>(s.line);
        // A ring keeps two vertices besides its start; a line becomes no second segment between its ends.
        if (m_is_ring[line] != 0 && m_inner[line] <= 2) return false;
        if (m_inner[line] == 1 && m_straight.contains(std::minmax(at(s.before).vertex, at(s.after).vertex)))
            return false;
        return keeps_distance(s.before, s.after) && is_free(slot);
    }

    /// All vertices of the input between two slots are near the segment between them.
    [[nodiscard]] bool keeps_distance(std::int32_t from, std::int32_t to) {
        for (std::int32_t slot = from + 1; slot < to; ++slot) {
            if (distance(metres(slot), metres(from), metres(to)) > m_tolerance_m) return false;
        }
        return true;
    }

    /// No other vertex that is left lies in the triangle, so that no line runs through it either.
    [[nodiscard]] bool is_free(std::int32_t slot) {
        const Slot s = at(slot);
        const Point& a = point(s.before);
        const Point& b = point(slot);
        const Point& c = point(s.after);
        const std::int32_t corners[] = {at(s.before).vertex, s.vertex, at(s.after).vertex};
        return m_around.each(box_around({a, b, c}), [&](std::int32_t vertex) {
            if (std::find(std::begin(corners), std::end(corners), vertex) != std::end(corners)) return true;
            return !in_triangle(a, b, c, m_borders.vertices[static_cast<std::size_t>(vertex)]);
        });
    }

    void eliminate(std::int32_t slot) {
        const Slot s = at(slot);
        m_around.remove(s.vertex);
        m_left[static_cast<std::size_t>(s.vertex)] = 0;
        at(slot).version = -1;
        at(s.before).after = s.after;
        at(s.after).before = s.before;
        if (--m_inner[static_cast<std::size_t>(s.line)] == 0)
            m_straight.insert(std::minmax(at(s.before).vertex, at(s.after).vertex));
        for (const std::int32_t neighbour : {s.before, s.after}) {
            ++at(neighbour).version;
            offer(neighbour);
        }
    }

    const BorderLines& m_borders;
    std::vector<Point> m_metres;
    double m_tolerance_m;
    std::vector<std::uint8_t> m_left;
    Obstacles m_around;
    std::vector<Slot> m_slots;
    std::vector<std::int32_t> m_inner;    ///< of each line: how many vertices are left between its ends
    std::vector<std::uint8_t> m_is_ring;  ///< of each line: its ends are one vertex
    std::set<std::pair<std::int32_t, std::int32_t>> m_straight;  ///< ends of the lines without inner vertices
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> m_queue;
};

/// The ring without the vertices that are gone; as it was if it would not be a ring any more.
void thin_out(Ring& ring, const BorderLines& borders, const std::vector<std::uint8_t>& left) {
    if (ring.size() < 4) return;
    Ring thin;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        if (left[static_cast<std::size_t>(borders.number_of(ring[i]))] != 0) thin.push_back(ring[i]);
    }
    if (thin.size() < 3) return;
    thin.push_back(thin.front());
    ring = std::move(thin);
}

}  // namespace

SimplifyCounts simplify_coverage(std::span<MultiPolygon* const> features, double tolerance_m,
                                 const Projection& projection) {
    const BorderLines borders = border_lines(features);
    if (borders.vertices.empty()) return {};
    std::vector<Point> metres = borders.vertices;
    projection.to_work(metres);
    const std::vector<std::uint8_t> left = Elimination(borders, std::move(metres), tolerance_m).run();
    for (MultiPolygon* feature : features) {
        for (Polygon& polygon : *feature) {
            thin_out(polygon.shell, borders, left);
            for (Ring& hole : polygon.holes)
                thin_out(hole, borders, left);
        }
    }
    return {static_cast<std::int64_t>(borders.vertices.size()), std::count(left.begin(), left.end(), 1)};
}

}  // namespace grid
