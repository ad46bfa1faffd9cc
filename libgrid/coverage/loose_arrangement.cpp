#include "libgrid/coverage/loose_arrangement.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"

namespace grid {

namespace {

constexpr double step_m = 1e-5;
constexpr double lattice_reach = 0x1p41;  // coordinates of the lattice stay below 2^42

}  // namespace

LooseArrangement::LooseArrangement(std::span<const LooseSegment> segments, const GroundScale& scale)
    : m_segments(segments) {
    Box box;
    for (const LooseSegment& s : segments) {
        box.add(s.a);
        box.add(s.b);
    }
    m_centre = {box.min_x / 2 + box.max_x / 2, box.min_y / 2 + box.max_y / 2};
    const double extent = std::max(box.max_x - box.min_x, box.max_y - box.min_y);
    m_step = std::max(step_m / scale.metres_per_unit, extent / lattice_reach);

    std::vector<Segment> on_lattice;
    on_lattice.reserve(segments.size());
    for (const LooseSegment& s : segments)
        on_lattice.push_back({to_frame(s.a), to_frame(s.b)});
    const std::vector<std::int32_t> whole = split_at_ends(on_lattice);
    NodedLines noded = node_segments(on_lattice);
    take_pieces(noded, whole);
    name_vertices(noded.vertices);

    std::vector<std::int32_t> net(noded.edges.size(), 0);  // how many more interiors lie to the left than to the right
    for (std::size_t e = 0; e < net.size(); ++e) {
        for (const LoosePiece& piece : pieces(static_cast<std::int32_t>(e)))
            net[e] += piece.reversed ? -1 : 1;
    }
    make_regions(Arrangement(std::move(noded.vertices), std::move(noded.edges)), net);
}

/// Pieces by edge; `whole` says of which segment each noded one is a part.
void LooseArrangement::take_pieces(const NodedLines& noded, const std::vector<std::int32_t>& whole) {
    m_first_piece.assign(noded.edges.size() + 1, 0);
    for (const NodedPiece& piece : noded.pieces)
        ++m_first_piece[index(piece.edge) + 1];
    std::partial_sum(m_first_piece.begin(), m_first_piece.end(), m_first_piece.begin());
    std::vector<std::size_t> cursor(m_first_piece.begin(), m_first_piece.end() - 1);
    m_pieces.resize(noded.pieces.size());
    for (std::size_t s = 0; s < whole.size(); ++s) {
        for (const NodedPiece& piece : noded.pieces_of(s)) {
            const LatticeEdge& edge = noded.edges[index(piece.edge)];
            m_pieces[cursor[index(piece.edge)]++] = {edge.from, edge.to, whole[s], piece.reversed};
        }
    }
}

LatticePoint LooseArrangement::to_frame(const Point& p) const noexcept {
    return {std::llround((p.x - m_centre.x) / m_step), std::llround((p.y - m_centre.y) / m_step)};
}

/// Rounding to the lattice moves a point off the segment that it lies on, and by more than snap rounding mends. So ends
/// that lie on a segment, as exactly as the lattice can say, divide it beforehand. Returns what each part is a part of.
std::vector<std::int32_t> LooseArrangement::split_at_ends(std::vector<Segment>& on_lattice) const {
    std::vector<std::pair<LatticePoint, Point>> ends;
    ends.reserve(2 * m_segments.size());
    for (std::size_t i = 0; i < m_segments.size(); ++i) {
        ends.emplace_back(on_lattice[i].p, m_segments[i].a);
        ends.emplace_back(on_lattice[i].q, m_segments[i].b);
    }
    std::ranges::sort(ends);
    const auto rest = std::ranges::unique(ends, {}, &std::pair<LatticePoint, Point>::first);
    ends.erase(rest.begin(), rest.end());

    struct Split {
        std::size_t segment;
        long double share;  // of the way; ends beside each other across a long segment differ by less than a double has
        LatticePoint at;
    };
    std::vector<Split> splits;
    const SegmentGrid near(on_lattice);
    for (const auto& [at, point] : ends) {
        for (const std::int32_t i : near.at(near.column_of(at.x), near.row_of(at.y))) {
            if (on_lattice[index(i)].p == at || on_lattice[index(i)].q == at) continue;
            const LooseSegment& s = m_segments[index(i)];
            const long double along_x = static_cast<long double>(s.b.x) - s.a.x;
            const long double along_y = static_cast<long double>(s.b.y) - s.a.y;
            const long double away_x = static_cast<long double>(point.x) - s.a.x;
            const long double away_y = static_cast<long double>(point.y) - s.a.y;
            const long double square = along_x * along_x + along_y * along_y;
            const long double share = (along_x * away_x + along_y * away_y) / square;
            const long double aside = std::abs(along_x * away_y - along_y * away_x);
            if (share > 0 && share < 1 && aside <= m_step * std::sqrt(square)) splits.push_back({index(i), share, at});
        }
    }
    std::ranges::sort(splits, {}, [](const Split& split) { return std::tie(split.segment, split.share, split.at); });
    std::vector<Segment> parts;
    std::vector<std::int32_t> whole;
    auto split = splits.begin();
    for (std::size_t i = 0; i < on_lattice.size(); ++i) {
        LatticePoint from = on_lattice[i].p;
        for (; split != splits.end() && split->segment == i; ++split) {
            parts.push_back({from, split->at});
            whole.push_back(static_cast<std::int32_t>(i));
            from = split->at;
        }
        parts.push_back({from, on_lattice[i].q});
        whole.push_back(static_cast<std::int32_t>(i));
    }
    on_lattice = std::move(parts);
    return whole;
}

std::int32_t LooseArrangement::vertex_of(const Point& end) const {
    const auto found = std::ranges::lower_bound(m_lattice, to_frame(end));
    return static_cast<std::int32_t>(found - m_lattice.begin());
}

void LooseArrangement::name_vertices(const std::vector<LatticePoint>& vertices) {
    m_lattice = vertices;
    m_points.reserve(vertices.size());
    for (const LatticePoint& v : vertices) {
        m_points.push_back(
            {m_centre.x + static_cast<double>(v.x) * m_step, m_centre.y + static_cast<double>(v.y) * m_step});
    }
    std::vector<char> named(vertices.size(), 0);
    for (const LooseSegment& s : m_segments) {
        for (const Point& end : {s.a, s.b}) {
            const auto v = static_cast<std::size_t>(vertex_of(end));
            if (named[v] == 0 || end < m_points[v]) m_points[v] = end;
            named[v] = 1;
        }
    }
}

void LooseArrangement::make_regions(const Arrangement& arrangement, const std::vector<std::int32_t>& net) {
    const auto faces = static_cast<std::size_t>(arrangement.face_count());
    const auto edges = static_cast<std::int32_t>(arrangement.edges().size());
    DisjointSets sets(faces);
    for (std::int32_t e = 0; e < edges; ++e) {
        if (net[index(e)] == 0) sets.unite(arrangement.left_face(2 * e), arrangement.right_face(2 * e));
    }
    std::vector<std::int32_t> region(faces, -1);
    std::int32_t regions = 0;
    for (std::size_t f = 0; f < faces; ++f) {
        const auto root = index(sets.find(static_cast<std::int32_t>(f)));
        if (region[root] < 0) region[root] = regions++;
        region[f] = region[root];
    }
    m_outside = region[0];
    m_crossed.assign(index(regions), 0);
    for (std::int32_t e = 0; e < edges; ++e) {
        if (net[index(e)] == 0) m_crossed[index(region[index(arrangement.left_face(2 * e))])] = 1;
    }

    m_border_offsets.assign(index(regions) + 1, 0);
    const auto for_border = [&](auto&& visit) {
        for (std::int32_t e = 0; e < edges; ++e) {
            if (net[index(e)] == 0) continue;
            const std::int32_t left = region[index(arrangement.left_face(2 * e))];
            const std::int32_t right = region[index(arrangement.right_face(2 * e))];
            const LatticeEdge& edge = arrangement.edges()[index(e)];
            visit(left, BorderEdge{edge.from, edge.to, e, right});
            visit(right, BorderEdge{edge.to, edge.from, e, left});
        }
    };
    for_border([&](std::int32_t r, const BorderEdge&) { ++m_border_offsets[index(r) + 1]; });
    std::partial_sum(m_border_offsets.begin(), m_border_offsets.end(), m_border_offsets.begin());
    m_border.resize(m_border_offsets.back());
    std::vector<std::size_t> cursor(m_border_offsets.begin(), m_border_offsets.end() - 1);
    for_border([&](std::int32_t r, const BorderEdge& edge) { m_border[cursor[index(r)]++] = edge; });

    // Winding numbers from the outside inwards: a step over a border to its right leaves what lay on its left.
    m_winding.assign(index(regions), 0);
    std::vector<char> seen(index(regions), 0);
    std::vector<std::int32_t> reached{m_outside};
    seen[index(m_outside)] = 1;
    for (std::size_t i = 0; i < reached.size(); ++i) {
        for (const BorderEdge& edge : border(reached[i])) {
            if (seen[index(edge.beyond)] != 0) continue;
            seen[index(edge.beyond)] = 1;
            const std::int32_t step = edge.from < edge.to ? net[index(edge.edge)] : -net[index(edge.edge)];
            m_winding[index(edge.beyond)] = m_winding[index(reached[i])] - step;
            reached.push_back(edge.beyond);
        }
    }
}

}  // namespace grid
