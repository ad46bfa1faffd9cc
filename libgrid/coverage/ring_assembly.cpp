#include "libgrid/coverage/ring_assembly.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <unordered_map>

#include "libgrid/core/predicates.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

Side locate_in_ring(const Point& point, const Ring& ring) {
    bool inside = false;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const Point& a = ring[i - 1];
        const Point& b = ring[i];
        if (std::max(a.y, b.y) < point.y || std::min(a.y, b.y) > point.y || std::max(a.x, b.x) < point.x) continue;
        if (a == point || b == point) return Side::border;
        const int side = orientation(a, b, point);
        if (side == 0) {
            if (std::min(a.x, b.x) <= point.x) return Side::border;
            continue;
        }
        // A ray to the right meets the segments that pass its height on the right hand.
        if ((a.y <= point.y) != (b.y <= point.y) && (side > 0) == (b.y > a.y)) inside = !inside;
    }
    return inside ? Side::inside : Side::outside;
}

Side locate_in_polygon(const Point& point, const Polygon& polygon) {
    const Side shell = locate_in_ring(point, polygon.shell);
    if (shell != Side::inside) return shell;
    for (const Ring& hole : polygon.holes) {
        const Side side = locate_in_ring(point, hole);
        if (side != Side::outside) return side == Side::border ? Side::border : Side::outside;
    }
    return Side::inside;
}

namespace {

/// Walks with the interior on the left hand, as close to it as can be, and cuts off a ring whenever a point comes
/// again.
class Walker {
public:
    explicit Walker(std::vector<DirectedSegment> segments) : m_segments(std::move(segments)) {
        std::ranges::sort(m_segments);
        m_used.assign(m_segments.size(), 0);
    }

    std::optional<std::vector<Ring>> rings() {
        for (std::size_t start = 0; start < m_segments.size(); ++start) {
            if (m_used[start] == 0 && !walk(start)) return std::nullopt;
        }
        return std::move(m_rings);
    }

private:
    bool walk(std::size_t start) {
        std::vector<std::size_t> path;  // segments
        std::size_t at = start;
        m_place.clear();
        while (true) {
            m_used[at] = 1;
            m_place.insert_or_assign(key(m_segments[at].first), path.size());
            path.push_back(at);
            const Point& end = m_segments[at].second;
            const std::size_t leaving = key(end);
            if (leaving == m_segments.size() || m_segments[leaving].first != end) return false;
            if (const auto found = m_place.find(leaving); found != m_place.end()) {
                cut(path, found->second);
                if (path.empty()) return true;
            }
            const std::optional<std::size_t> next = next_of(m_segments[path.back()], end);
            if (!next) return false;
            at = *next;
        }
    }

    /// Points by the first segment that leaves them.
    [[nodiscard]] std::size_t key(const Point& p) const {
        return static_cast<std::size_t>(std::ranges::lower_bound(m_segments, p, {}, &DirectedSegment::first) -
                                        m_segments.begin());
    }

    void cut(std::vector<std::size_t>& path, std::size_t from) {
        Ring ring;
        for (std::size_t i = from; i < path.size(); ++i) {
            ring.push_back(m_segments[path[i]].first);
            m_place.erase(key(ring.back()));
        }
        path.resize(from);
        std::rotate(ring.begin(), std::min_element(ring.begin(), ring.end()), ring.end());
        ring.push_back(ring.front());
        m_rings.push_back(std::move(ring));
    }

    /// The segment that leaves `end` next in clockwise order from where the walk came from; unused.
    [[nodiscard]] std::optional<std::size_t> next_of(const DirectedSegment& came, const Point& end) const {
        std::optional<std::size_t> best;
        for (std::size_t i = key(end); i < m_segments.size() && m_segments[i].first == end; ++i) {
            if (m_used[i] != 0) continue;
            if (!best || is_before(end, came.first, m_segments[i].second, m_segments[*best].second)) best = i;
        }
        return best;
    }

    /// Whether a turning hand that starts at `back` and goes clockwise meets p before q.
    static bool is_before(const Point& from, const Point& back, const Point& p, const Point& q) {
        const bool p_passed = counter_clockwise_before(from, back, p);  // greater angles than that of `back` come last
        const bool q_passed = counter_clockwise_before(from, back, q);
        if (p_passed != q_passed) return q_passed;
        return counter_clockwise_before(from, q, p);
    }

    std::vector<DirectedSegment> m_segments;
    std::vector<char> m_used;
    std::unordered_map<std::size_t, std::size_t> m_place;  ///< point -> where on the path it is left
    std::vector<Ring> m_rings;
};

/// Whether the ring lies in the shell, which it does not cross.
bool lies_in(const Ring& ring, const Ring& shell) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const Point middle{(ring[i - 1].x + ring[i].x) / 2, (ring[i - 1].y + ring[i].y) / 2};
        for (const Point& p : {ring[i], middle}) {
            const Side side = locate_in_ring(p, shell);
            if (side != Side::border) return side == Side::inside;
        }
    }
    return false;
}

struct Shell {
    Box box;
    double area = 0;
};

}  // namespace

std::optional<std::vector<Ring>> split_rings(std::vector<DirectedSegment> segments) {
    std::optional<std::vector<Ring>> rings = Walker(std::move(segments)).rings();
    if (rings) std::ranges::sort(*rings);
    return rings;
}

std::optional<MultiPolygon> nest_rings(std::vector<Ring> rings) {
    MultiPolygon polygons;
    std::vector<Shell> shells;
    std::vector<Ring> holes;
    for (Ring& ring : rings) {
        const double area = doubled_area(ring);
        if (ring.size() < 4) continue;
        if (area > 0) {
            Box box;
            for (const Point& p : ring)
                box.add(p);
            shells.push_back({box, area});
            polygons.push_back({std::move(ring), {}});
        } else if (area < 0) {
            holes.push_back(std::move(ring));
        }
    }
    for (Ring& hole : holes) {
        std::optional<std::size_t> best;
        const Point& p = hole.front();
        for (std::size_t i = 0; i < polygons.size(); ++i) {
            const Box& box = shells[i].box;
            if (p.x < box.min_x || p.x > box.max_x || p.y < box.min_y || p.y > box.max_y) continue;
            if ((!best || shells[i].area < shells[*best].area) && lies_in(hole, polygons[i].shell)) best = i;
        }
        if (!best) return std::nullopt;
        polygons[*best].holes.push_back(std::move(hole));
    }
    return polygons;
}

MultiPolygon assemble_polygons(std::vector<DirectedSegment> segments) {
    std::optional<std::vector<Ring>> rings = split_rings(std::move(segments));
    if (!rings) return {};
    return nest_rings(std::move(*rings)).value_or(MultiPolygon{});
}

void cancel_opposites(std::vector<DirectedSegment>& segments) {
    std::erase_if(segments, [](const DirectedSegment& s) { return s.first == s.second; });
    const auto undirected = [](const DirectedSegment& s) -> DirectedSegment { return std::minmax(s.first, s.second); };
    std::ranges::sort(segments, {}, [&](const DirectedSegment& s) { return std::pair(undirected(s), s); });
    std::vector<DirectedSegment> kept;
    for (std::size_t first = 0, last = 0; first < segments.size(); first = last) {
        const DirectedSegment key = undirected(segments[first]);
        std::ptrdiff_t net = 0;
        for (last = first; last < segments.size() && undirected(segments[last]) == key; ++last)
            net += segments[last] == key ? 1 : -1;
        for (; net > 0; --net)
            kept.push_back(key);
        for (; net < 0; ++net)
            kept.emplace_back(key.second, key.first);
    }
    std::ranges::sort(kept);
    segments = std::move(kept);
}

void add_segments(const Ring& ring, bool is_hole, std::vector<DirectedSegment>& segments) {
    const bool as_it_is = runs_counter_clockwise(ring) != is_hole;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        if (as_it_is)
            segments.emplace_back(ring[i - 1], ring[i]);
        else
            segments.emplace_back(ring[i], ring[i - 1]);
    }
}

}  // namespace grid
