#include "libgrid/layer/previous_outline.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/core/ring_area.hpp"

namespace grid {

namespace {

/// Calls visit(ring, forward) for each ring; `forward` if the polygon lies on its left.
template <typename Polygons, typename Visit>
void for_rings(Polygons& polygons, Visit&& visit) {
    for (auto& polygon : polygons) {
        visit(polygon.shell, doubled_area(polygon.shell) > 0);
        for (auto& hole : polygon.holes)
            visit(hole, doubled_area(hole) < 0);
    }
}

/// How far along p -> q a point lies, 0 to 1; not between them, or -1, if it is not on the segment.
double place_on(const Point& p, const Point& q, const Point& at) {
    const double dx = q.x - p.x;
    const double dy = q.y - p.y;
    const double squared = dx * dx + dy * dy;
    const double off = std::abs(dx * (at.y - p.y) - dy * (at.x - p.x));
    const double rounding = 1e-12 * (std::abs(p.x) + std::abs(p.y)) * std::sqrt(squared);
    if (off > 1e-7 * squared + rounding) return -1;
    return ((at.x - p.x) * dx + (at.y - p.y) * dy) / squared;
}

/// The point of the segment at a place that is near it; the place itself if doubles cannot tell. The same in both
/// directions.
Point put_on(Point p, Point q, const Point& at) {
    if (q < p) std::swap(p, q);
    const Point along{q.x - p.x, q.y - p.y};
    const double squared = along.x * along.x + along.y * along.y;
    const double off = std::abs(along.x * (at.y - p.y) - along.y * (at.x - p.x)) / std::sqrt(squared);
    constexpr double epsilon = 0x1p-52;
    if (off <= 2 * epsilon * (std::abs(at.x) + std::abs(at.y))) return at;
    const double share = ((at.x - p.x) * along.x + (at.y - p.y) * along.y) / squared;
    return {p.x + share * along.x, p.y + share * along.y};
}

class OutlineWalk {
public:
    explicit OutlineWalk(const std::vector<DirectedSegment>& outline) : m_outline(outline) {}

    /// The vertices between p and q, if the outline leads from one to the other along the segment.
    bool follow(const Point& p, const Point& q, std::vector<Point>& between) {
        Point at = p;
        double reached = 0;
        std::size_t steps = 0;
        while (at != q) {
            const DirectedSegment* next = nullptr;
            double next_place = 2;
            auto it = std::lower_bound(m_outline.begin(), m_outline.end(), at,
                                       [](const DirectedSegment& s, const Point& from) { return s.first < from; });
            for (; it != m_outline.end() && it->first == at; ++it) {
                const double place = it->second == q ? 1 : place_on(p, q, it->second);
                if (place > reached && place <= 1 && place < next_place) {
                    next = &*it;
                    next_place = place;
                }
            }
            if (next == nullptr) return false;
            at = next->second;
            reached = next_place;
            if (at != q) between.push_back(at);
            ++steps;
        }
        m_used += steps;
        return true;
    }

    [[nodiscard]] bool has_used_all() const { return m_used == m_outline.size(); }

private:
    const std::vector<DirectedSegment>& m_outline;
    std::size_t m_used = 0;
};

}  // namespace

std::vector<DirectedSegment> directed_segments(const MultiPolygon& polygons) {
    std::vector<DirectedSegment> segments;
    for_rings(polygons, [&segments](const Ring& ring, bool forward) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            if (ring[i - 1] == ring[i]) continue;
            segments.emplace_back(forward ? ring[i - 1] : ring[i], forward ? ring[i] : ring[i - 1]);
        }
    });
    return segments;
}

SharedSegments share_segments(std::vector<DirectedSegment> segments) {
    const auto key = [](const DirectedSegment& s) { return std::minmax(s.first, s.second); };
    std::sort(segments.begin(), segments.end(), [&](const DirectedSegment& a, const DirectedSegment& b) {
        return std::pair(key(a), a) < std::pair(key(b), b);
    });
    SharedSegments result;
    for (std::size_t first = 0, last = 0; first < segments.size(); first = last) {
        for (last = first; last < segments.size() && key(segments[last]) == key(segments[first]); ++last) {
        }
        if (last - first == 1)
            result.outline.push_back(segments[first]);
        else
            result.inner.push_back(segments[first].first < segments[first].second ? segments[first]
                                                                                  : segments[last - 1]);
    }
    std::sort(result.outline.begin(), result.outline.end());
    return result;
}

FollowedOutline follow_outline(const MultiPolygon& unit, const std::vector<DirectedSegment>& outline) {
    FollowedOutline result{unit, {}, {}, false};
    OutlineWalk walk(outline);
    bool all_followed = true;
    for_rings(result.polygons, [&](Ring& ring, bool forward) {
        if (!forward) std::reverse(ring.begin(), ring.end());
        Ring completed;
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            completed.push_back(ring[i]);
            if (ring[i] == ring[i + 1]) continue;
            std::vector<Point> between;
            if (!walk.follow(ring[i], ring[i + 1], between)) {
                all_followed = false;
                continue;
            }
            if (between.empty()) continue;
            for (Point& at : between) {
                const Point on = put_on(ring[i], ring[i + 1], at);
                if (on != at) result.moved.emplace(at, on);
                at = on;
            }
            completed.insert(completed.end(), between.begin(), between.end());
            OutlineSplit split{ring[i], ring[i + 1], std::move(between)};
            if (split.b < split.a) {
                std::swap(split.a, split.b);
                std::reverse(split.nodes.begin(), split.nodes.end());
            }
            result.added.push_back(std::move(split));
        }
        if (!ring.empty()) completed.push_back(ring.back());
        ring = std::move(completed);
    });
    result.is_same = all_followed && walk.has_used_all();
    return result;
}

}  // namespace grid
