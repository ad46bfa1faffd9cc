#include "libgrid/coverage/inscribed_width.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "libgrid/core/plane.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/box_index.hpp"
#include "libgrid/mesh/geos.hpp"

namespace grid {

namespace {

using Triangle = std::array<Point, 3>;

struct Range {
    double least = 0;
    double most = 0;
};

struct Segment {
    Point a;
    Point b;
};

/// Where the foot of p on a segment lies, as a share of the way; outside of 0 to 1 if it lies beyond an end.
double foot_share(const Point& p, const Segment& s) {
    const Point along{s.b.x - s.a.x, s.b.y - s.a.y};
    const double square = along.x * along.x + along.y * along.y;
    return square > 0 ? ((p.x - s.a.x) * along.x + (p.y - s.a.y) * along.y) / square : 0;
}

double distance(const Point& p, const Segment& s) {
    return MetricScale{}.distance(p, s.a, s.b);
}

Point centre_of(const Triangle& t) {
    return {(t[0].x + t[1].x + t[2].x) / 3, (t[0].y + t[1].y + t[2].y) / 3};
}

/// How far the corners lie from the centre, at most.
double radius_of(const Triangle& t) {
    const Point centre = centre_of(t);
    double radius = 0;
    for (const Point& corner : t)
        radius = std::max(radius, MetricScale{}.distance(centre, corner));
    return radius;
}

Point middle(const Point& p, const Point& q) {
    return {(p.x + q.x) / 2, (p.y + q.y) / 2};
}

Box box_around(const Triangle& t, double by) {
    Box box;
    for (const Point& p : t)
        box.add(p);
    return {box.min_x - by, box.min_y - by, box.max_x + by, box.max_y + by};
}

/// The polygon in metres around its middle: small numbers, one scale for all of it, so that it stays valid.
Polygon in_metres(const Polygon& polygon, const GroundScale& scale) {
    Box box;
    for (const Point& p : polygon.shell)
        box.add(p);
    const Point origin{(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2};
    const double per_x = scale.metres_per_x(origin.y);
    Polygon metric = polygon;
    const auto put = [&](Ring& ring) {
        for (Point& p : ring)
            p = {(p.x - origin.x) * per_x, (p.y - origin.y) * scale.metres_per_unit};
    };
    put(metric.shell);
    std::ranges::for_each(metric.holes, put);
    return metric;
}

/// Triangles without a vertex but those of the polygon. Empty if GEOS cannot do it.
std::vector<Triangle> triangulate(const Polygon& polygon) {
    GeosGeometry shell = to_geos_ring(polygon.shell);
    std::vector<GEOSGeometry*> holes;
    for (const Ring& hole : polygon.holes) {
        if (GeosGeometry ring = to_geos_ring(hole)) holes.push_back(ring.release());
    }
    const GeosGeometry whole(
        GEOSGeom_createPolygon_r(geos_context(), shell.release(), holes.data(), static_cast<unsigned>(holes.size())));
    const GeosGeometry parts(whole ? GEOSConstrainedDelaunayTriangulation_r(geos_context(), whole.get()) : nullptr);
    std::vector<Triangle> triangles;
    for (int i = 0; parts && i < GEOSGetNumGeometries_r(geos_context(), parts.get()); ++i) {
        const GEOSGeometry* part = GEOSGetGeometryN_r(geos_context(), parts.get(), i);
        const GEOSCoordSequence* points =
            GEOSGeom_getCoordSeq_r(geos_context(), GEOSGetExteriorRing_r(geos_context(), part));
        Triangle& t = triangles.emplace_back();
        for (unsigned k = 0; k < 3; ++k)
            GEOSCoordSeq_getXY_r(geos_context(), points, k, &t[k].x, &t[k].y);
    }
    return triangles;
}

/// The segments of a polygon, ring by ring, and their boxes.
class Border {
public:
    explicit Border(const Polygon& polygon) : m_segments(segments_of(polygon)), m_index(boxes_of(m_segments)) {}

    [[nodiscard]] const std::vector<Segment>& segments() const noexcept { return m_segments; }
    [[nodiscard]] const Segment& at(std::int32_t i) const { return m_segments[static_cast<std::size_t>(i)]; }
    [[nodiscard]] std::vector<std::int32_t> near(const Box& box) const { return m_index.find(box); }

private:
    static std::vector<Segment> segments_of(const Polygon& polygon) {
        std::vector<Segment> segments;
        const auto add = [&segments](const Ring& ring) {
            for (std::size_t i = 1; i < ring.size(); ++i)
                segments.push_back({ring[i - 1], ring[i]});
        };
        add(polygon.shell);
        std::ranges::for_each(polygon.holes, add);
        return segments;
    }

    static std::vector<BoxIndex::Entry> boxes_of(const std::vector<Segment>& segments) {
        std::vector<BoxIndex::Entry> boxes;
        for (const Segment& s : segments) {
            Box box;
            box.add(s.a);
            box.add(s.b);
            boxes.emplace_back(box, static_cast<std::int32_t>(boxes.size()));
        }
        return boxes;
    }

    std::vector<Segment> m_segments;
    BoxIndex m_index;
};

/// Puts the foot of each vertex into the segment opposite it, where that is near: else the triangles of narrow ground
/// that is straight on one side would lie along many segments of the other.
void give_vertices_partners(Polygon& polygon) {
    const Border border(polygon);
    const double reach = 3 * measure_ground(polygon, {}).mean_width_m();
    std::vector<std::vector<double>> shares(border.segments().size());
    for (const Segment& s : border.segments()) {
        const Point& p = s.a;
        double nearest = reach;
        std::int32_t opposite = -1;
        for (const std::int32_t i : border.near({p.x - reach, p.y - reach, p.x + reach, p.y + reach})) {
            const Segment& other = border.at(i);
            if (other.a == p || other.b == p || !(distance(p, other) < nearest)) continue;
            nearest = distance(p, other);
            opposite = i;
        }
        if (opposite < 0) continue;
        const double share = foot_share(p, border.at(opposite));
        if (share > 0 && share < 1) shares[static_cast<std::size_t>(opposite)].push_back(share);
    }
    std::size_t next = 0;
    const auto put_in = [&](Ring& ring) {
        Ring denser{ring.front()};
        for (std::size_t i = 1; i < ring.size(); ++i) {
            std::ranges::sort(shares[next]);
            for (const double share : shares[next]) {
                const Point foot{ring[i - 1].x + (ring[i].x - ring[i - 1].x) * share,
                                 ring[i - 1].y + (ring[i].y - ring[i - 1].y) * share};
                if (foot != denser.back() && foot != ring[i]) denser.push_back(foot);
            }
            denser.push_back(ring[i]);
            ++next;
        }
        ring = std::move(denser);
    };
    put_in(polygon.shell);
    std::ranges::for_each(polygon.holes, put_in);
}

/// Branch and bound over triangles. The distance to one segment is a convex function, so over a triangle it is greatest
/// at a corner; and no point of the triangle is farther from the border than from any one segment. Long narrow ground
/// has long narrow triangles, so that few of them need to be divided (square cells would be as many as it is longer
/// than wide).
class CircleSearch {
public:
    /// The search ends as soon as it is known whether the diameter is above `limit`.
    CircleSearch(const Polygon& polygon, double tolerance, std::optional<double> limit)
        : m_polygon(polygon), m_border(polygon), m_tolerance(tolerance), m_limit(limit) {
        std::vector<Triangle> triangles = triangulate(polygon);
        m_is_all_inside = !triangles.empty();
        if (triangles.empty()) triangles = triangles_around(polygon);
        for (const Triangle& t : triangles)
            m_queue.push({t, first_reach(t), {}});
    }

    /// The least and the greatest diameter that the largest circle can have.
    Range run() {
        const std::size_t most = 20000 + 40 * m_border.segments().size();
        double bound = m_best;
        for (std::size_t done = 0; !m_queue.empty() && done < most; ++done) {
            bound = std::max(m_queue.top().reach, m_best);
            if (bound <= m_best * (1 + m_tolerance)) break;
            if (m_limit && (2 * bound <= *m_limit || 2 * m_best > *m_limit)) break;
            const Cell cell = m_queue.top();
            m_queue.pop();
            divide(cell);
        }
        return {2 * m_best, m_queue.empty() ? 2 * m_best : 2 * bound};
    }

private:
    struct Cell {
        Triangle at;
        double reach = 0;                ///< no point of it is farther from the border
        std::vector<std::int32_t> near;  ///< each point has its nearest segment among these; empty: not known yet
        friend bool operator<(const Cell& a, const Cell& b) { return a.reach < b.reach; }
    };

    static std::vector<Triangle> triangles_around(const Polygon& polygon) {
        const Box box = box_of({polygon});
        const Point low{box.min_x, box.min_y};
        const Point high{box.max_x, box.max_y};
        return {{low, {high.x, low.y}, high}, {low, high, {low.x, high.y}}};
    }

    [[nodiscard]] double reach_of(const Triangle& t, const std::vector<std::int32_t>& near) const {
        double reach = std::numeric_limits<double>::infinity();
        for (const std::int32_t i : near) {
            const Segment& s = m_border.at(i);
            reach = std::min(reach, std::max({distance(t[0], s), distance(t[1], s), distance(t[2], s)}));
        }
        return reach;
    }

    /// By the segments at the corners alone.
    [[nodiscard]] double first_reach(const Triangle& t) const {
        double reach = reach_of(t, {0});
        for (const Point& p : t)
            reach = std::min(reach, reach_of(t, m_border.near({p.x, p.y, p.x, p.y})));
        return reach;
    }

    [[nodiscard]] double distance_to_border(const Point& p, const std::vector<std::int32_t>& near) const {
        double least = std::numeric_limits<double>::infinity();
        for (const std::int32_t i : near)
            least = std::min(least, distance(p, m_border.at(i)));
        return least;
    }

    void try_centre(const Point& p, double radius) {
        if (radius <= m_best) return;
        if (m_is_all_inside || locate_in_polygon(p, m_polygon) == Side::inside) m_best = radius;
    }

    void divide(const Cell& cell) {
        const auto& [a, b, c] = cell.at;
        const std::vector<std::int32_t> near =
            cell.near.empty() ? m_border.near(box_around(cell.at, cell.reach)) : cell.near;
        const Point centre = centre_of(cell.at);
        const double away = distance_to_border(centre, near);
        const double radius = radius_of(cell.at);
        if (!m_is_all_inside && away > radius && locate_in_polygon(centre, m_polygon) == Side::outside) return;
        try_centre(centre, away);
        const Point ab = middle(a, b);
        const Point bc = middle(b, c);
        const Point ca = middle(c, a);
        for (const Point& p : {ab, bc, ca})
            try_centre(p, distance_to_border(p, near));
        for (const Triangle& t : {Triangle{a, ab, ca}, {ab, b, bc}, {ca, bc, c}, {ab, bc, ca}}) {
            const double reach = std::min(cell.reach, reach_of(t, near));
            if (reach <= m_best || (m_limit && 2 * reach <= *m_limit)) continue;
            m_queue.push({t, reach, near_of(t, reach, near)});
        }
    }

    [[nodiscard]] std::vector<std::int32_t> near_of(const Triangle& t, double reach,
                                                    const std::vector<std::int32_t>& near) const {
        const Point centre = centre_of(t);
        const double radius = radius_of(t);
        std::vector<std::int32_t> kept;
        for (const std::int32_t i : near) {
            if (distance(centre, m_border.at(i)) <= reach + radius) kept.push_back(i);
        }
        return kept;
    }

    const Polygon& m_polygon;
    Border m_border;
    double m_tolerance;
    std::optional<double> m_limit;
    bool m_is_all_inside = true;
    double m_best = 0;
    std::priority_queue<Cell> m_queue;
};

Range diameter_of(const Polygon& polygon, const GroundScale& scale, double tolerance, std::optional<double> limit) {
    Polygon metric = in_metres(polygon, scale);
    give_vertices_partners(metric);
    return CircleSearch(metric, tolerance, limit).run();
}

}  // namespace

double inscribed_width_m(const MultiPolygon& area, const GroundScale& scale) {
    constexpr double tolerance = 1e-3;
    double width = 0;
    for (const Polygon& polygon : area) {
        if (polygon.shell.size() < 4) continue;
        width = std::max(width, diameter_of(polygon, scale, tolerance, std::nullopt).least);
    }
    return width;
}

bool is_wider(const MultiPolygon& area, double width_m, const GroundScale& scale) {
    constexpr double tolerance = 1e-5;
    const double limit = width_m * (1 + tolerance);
    return std::ranges::any_of(area, [&](const Polygon& polygon) {
        if (polygon.shell.size() < 4) return false;
        if (measure_ground(polygon, scale).mean_width_m() > limit) return true;
        const Box box = box_of({polygon});
        const double middle_y = (box.min_y + box.max_y) / 2;
        if (std::min((box.max_x - box.min_x) * scale.metres_per_x(middle_y),
                     (box.max_y - box.min_y) * scale.metres_per_unit) <= width_m)
            return false;
        return diameter_of(polygon, scale, tolerance, limit).most > limit;
    });
}

}  // namespace grid
