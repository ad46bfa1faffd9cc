#include "libgrid/mesh/arrangement.hpp"

#include <algorithm>
#include <numeric>

namespace grid {

namespace {

std::vector<Segment> segments_of(const std::vector<LatticePoint>& vertices, const std::vector<LatticeEdge>& edges) {
    std::vector<Segment> segments;
    segments.reserve(edges.size());
    for (const LatticeEdge& edge : edges) {
        segments.push_back(
            {vertices[static_cast<std::size_t>(edge.from)], vertices[static_cast<std::size_t>(edge.to)]});
    }
    return segments;
}

/// Counter-clockwise order of the directions of two points seen from `origin`, starting at the positive x axis.
bool angle_less(const LatticePoint& origin, const LatticePoint& a, const LatticePoint& b) {
    const auto upper = [&origin](const LatticePoint& p) {
        return p.y > origin.y || (p.y == origin.y && p.x > origin.x);
    };
    if (upper(a) != upper(b)) return upper(a);
    return cross(origin, a, b) > 0;
}

/// Whether upward segment s lies to the left of upward segment t at a height that both span (they do not cross).
bool lies_left(const Segment& s, const Segment& t) {
    for (const LatticePoint& p : {s.p, s.q}) {
        if (p.y < t.p.y || p.y > t.q.y) continue;
        if (const int side = orientation(t.p, t.q, p); side != 0) return side > 0;
    }
    for (const LatticePoint& p : {t.p, t.q}) {
        if (p.y < s.p.y || p.y > s.q.y) continue;
        if (const int side = orientation(s.p, s.q, p); side != 0) return side < 0;
    }
    return false;
}

}  // namespace

Arrangement::Arrangement(std::vector<LatticePoint> vertices, std::vector<LatticeEdge> edges)
    : m_vertices(std::move(vertices)), m_edges(std::move(edges)), m_index(segments_of(m_vertices, m_edges)) {
    build_cycles();
    build_faces();
}

void Arrangement::build_cycles() {
    const std::size_t half_edges = m_edges.size() * 2;
    const auto target = [this](std::int32_t h) {
        const LatticeEdge& e = m_edges[static_cast<std::size_t>(h / 2)];
        return h % 2 == 0 ? e.to : e.from;
    };
    // Half-edges by origin, counter-clockwise around it.
    std::vector<std::int32_t> offset(m_vertices.size() + 1, 0);
    for (std::size_t h = 0; h < half_edges; ++h)
        ++offset[static_cast<std::size_t>(target(static_cast<std::int32_t>(h ^ 1))) + 1];
    std::partial_sum(offset.begin(), offset.end(), offset.begin());
    std::vector<std::int32_t> around(half_edges);
    std::vector<std::int32_t> cursor(offset.begin(), offset.end() - 1);
    for (std::size_t h = 0; h < half_edges; ++h) {
        const auto origin = static_cast<std::size_t>(target(static_cast<std::int32_t>(h ^ 1)));
        around[static_cast<std::size_t>(cursor[origin]++)] = static_cast<std::int32_t>(h);
    }
    m_next.assign(half_edges, -1);
    for (std::size_t v = 0; v < m_vertices.size(); ++v) {
        const auto first = around.begin() + offset[v];
        const auto last = around.begin() + offset[v + 1];
        std::sort(first, last, [&](std::int32_t g, std::int32_t h) {
            return angle_less(m_vertices[v], m_vertices[static_cast<std::size_t>(target(g))],
                              m_vertices[static_cast<std::size_t>(target(h))]);
        });
        for (auto it = first; it != last; ++it) {  // arriving against *it, go on with the one clockwise of it
            const auto clockwise = it == first ? last - 1 : it - 1;
            m_next[static_cast<std::size_t>(*it ^ 1)] = *clockwise;
        }
    }
    m_cycle.assign(half_edges, -1);
    for (std::size_t h = 0; h < half_edges; ++h) {
        if (m_cycle[h] >= 0) continue;
        const auto cycle = static_cast<std::int32_t>(m_cycle_area.size());
        const LatticePoint& base = m_vertices[static_cast<std::size_t>(target(static_cast<std::int32_t>(h ^ 1)))];
        Int128 area = 0;
        auto start = static_cast<std::int32_t>(h);
        for (auto walk = static_cast<std::int32_t>(h); m_cycle[static_cast<std::size_t>(walk)] < 0;
             walk = m_next[static_cast<std::size_t>(walk)]) {
            m_cycle[static_cast<std::size_t>(walk)] = cycle;
            const auto from = static_cast<std::size_t>(target(walk ^ 1));
            area += cross(base, m_vertices[from], m_vertices[static_cast<std::size_t>(target(walk))]);
            if (m_vertices[from] < m_vertices[static_cast<std::size_t>(target(start ^ 1))]) start = walk;
        }
        m_cycle_area.push_back(area);
        m_cycle_start.push_back(start);
    }
}

void Arrangement::build_faces() {
    const std::size_t cycles = m_cycle_area.size();
    m_cycle_face.assign(cycles, -1);
    std::vector<std::int32_t> inner;  // cycles that bound their face from within: no or negative area
    for (std::size_t c = 0; c < cycles; ++c) {
        if (m_cycle_area[c] > 0) {
            m_cycle_face[c] = m_face_count++;
        } else {
            inner.push_back(static_cast<std::int32_t>(c));
        }
    }
    const auto corner = [this](std::int32_t cycle) -> const LatticePoint& {
        const std::int32_t h = m_cycle_start[static_cast<std::size_t>(cycle)];
        const LatticeEdge& e = m_edges[static_cast<std::size_t>(h / 2)];
        return m_vertices[static_cast<std::size_t>(h % 2 == 0 ? e.from : e.to)];
    };
    // From left to right: what lies to the left of a component's smallest vertex has its face already.
    std::sort(inner.begin(), inner.end(), [&](std::int32_t a, std::int32_t b) { return corner(a) < corner(b); });
    for (const std::int32_t cycle : inner) {
        const std::int32_t left = half_edge_to_the_left(corner(cycle), true);
        m_cycle_face[static_cast<std::size_t>(cycle)] = left < 0 ? 0 : left_face(left);
    }
}

/// The half-edge, running downward, of the nearest edge that a horizontal ray to the left of `point` meets; -1 if none.
/// An edge is met when its lower end is at or below the ray and its upper end above it.
std::int32_t Arrangement::half_edge_to_the_left(const LatticePoint& point, bool strictly) const {
    std::int32_t best = -1;
    Segment best_segment;
    bool best_upward = true;
    const std::int64_t row = m_index.row_of(point.y);
    for (std::int64_t column = m_index.column_of(point.x); column >= 0; --column) {
        for (const std::int32_t edge : m_index.at(column, row)) {
            Segment s = segment(edge);
            const bool upward = s.p.y < s.q.y;
            if (!upward) std::swap(s.p, s.q);
            if (!(s.p.y <= point.y && point.y < s.q.y)) continue;
            const int side = orientation(s.p, s.q, point);
            if (side > 0 || (side == 0 && strictly)) continue;  // the point lies to the left of the edge, or on it
            if (best >= 0 && !lies_left(best_segment, s)) continue;
            best = edge;
            best_segment = s;
            best_upward = upward;
        }
        if (best < 0) continue;
        const double slope = static_cast<double>(best_segment.q.x - best_segment.p.x) /
                             static_cast<double>(best_segment.q.y - best_segment.p.y);
        const double met =
            static_cast<double>(best_segment.p.x) + slope * static_cast<double>(point.y - best_segment.p.y);
        if (met > static_cast<double>(m_index.left_edge(column)) + 2) break;
    }
    if (best < 0) return -1;
    return best_upward ? 2 * best + 1 : 2 * best;
}

std::int32_t Arrangement::locate(const LatticePoint& point) const {
    const std::int32_t left = half_edge_to_the_left(point, false);
    return left < 0 ? 0 : left_face(left);
}

std::vector<std::int32_t> Arrangement::faces_around(const LatticePoint& point) const {
    std::vector<std::int32_t> faces{locate(point)};
    std::vector<std::int32_t> leaving;  // half-edges
    for (const std::int32_t edge : m_index.at(m_index.column_of(point.x), m_index.row_of(point.y))) {
        const Segment s = segment(edge);
        if (point == s.p) leaving.push_back(2 * edge);
        if (point == s.q) leaving.push_back(2 * edge + 1);
        const bool beside = point < s.p || s.q < point || point.y < std::min(s.p.y, s.q.y) ||
                            point.y > std::max(s.p.y, s.q.y);  // s.p < s.q
        if (point == s.p || point == s.q || beside || orientation(s.p, s.q, point) != 0) continue;
        const std::int32_t left = left_face(2 * edge);
        faces.push_back(left == faces.front() ? right_face(2 * edge) : left);
        return faces;
    }
    std::sort(leaving.begin(), leaving.end(), [&](std::int32_t g, std::int32_t h) {
        return angle_less(point, m_vertices[static_cast<std::size_t>(origin(g ^ 1))],
                          m_vertices[static_cast<std::size_t>(origin(h ^ 1))]);
    });
    for (const std::int32_t h : leaving)
        faces.push_back(left_face(h));
    return faces;
}

}  // namespace grid
