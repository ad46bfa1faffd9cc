#include "libgrid/mesh/noder.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "libgrid/mesh/bucket_sort.hpp"
#include "libgrid/mesh/crossing_candidates.hpp"
#include "libgrid/mesh/segment_math.hpp"

namespace grid {

namespace {

/// Whether the segment meets the half-open pixel [x - 1/2, x + 1/2) x [y - 1/2, y + 1/2) of a lattice point.
/// The segment is thought to be shifted by (e, e^2), which turns the half-open pixel into an open one.
bool meets_pixel(const Segment& s, const LatticePoint& pixel) {
    if (pixel.x < std::min(s.p.x, s.q.x) || pixel.x > std::max(s.p.x, s.q.x) || pixel.y < std::min(s.p.y, s.q.y) ||
        pixel.y > std::max(s.p.y, s.q.y)) {
        return false;
    }
    const std::int64_t dx = s.q.x - s.p.x;
    const std::int64_t dy = s.q.y - s.p.y;
    const Int128 twice = 2 * cross(s.p, s.q, pixel);
    const Int128 reach = Int128(dx < 0 ? -dx : dx) + (dy < 0 ? -dy : dy);
    if (twice < reach && -twice < reach) return true;
    if (twice == reach) return dy < 0 || (dy == 0 && dx > 0);
    if (-twice == reach) return dy > 0 || (dy == 0 && dx < 0);
    return false;
}

void sort_unique(std::vector<LatticePoint>& points) {
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
}

/// The end points of segments and the places where they cross, rounded to the lattice.
class HotPoints {
public:
    HotPoints(std::span<const Segment> segments, std::size_t noded, const SegmentGrid& index)
        : m_segments(segments), m_noded(static_cast<std::int32_t>(noded)), m_index(index) {}

    std::vector<LatticePoint> find() {
        m_points.reserve(m_segments.size() * 2);
        for (const Segment& segment : m_segments) {
            m_points.push_back(segment.p);
            m_points.push_back(segment.q);
        }
        std::size_t most = 4 * m_points.size() + 1024;
        for (std::int64_t column = 0; column < m_index.columns(); ++column) {
            for (std::int64_t row = 0; row < m_index.rows(); ++row) {
                find_in(column, row);
                if (m_points.size() > most) {  // many crossings of few places
                    sort_unique(m_points);
                    most = 2 * m_points.size() + m_segments.size();
                }
            }
        }
        sort_unique(m_points);
        return std::move(m_points);
    }

private:
    void find_in(std::int64_t column, std::int64_t row) {
        constexpr std::size_t crowd = 48;
        const auto here = m_index.at(column, row);
        if (here.size() > crowd) {
            for_crossing_candidates(m_segments, here, m_index.cell_box(column, row), m_noded,
                                    [this](std::int32_t s, std::int32_t t) { compare(segment(s), segment(t)); });
            return;
        }
        // The lists ascend, so the noded segments come first.
        const auto noded_here =
            static_cast<std::size_t>(std::lower_bound(here.begin(), here.end(), m_noded) - here.begin());
        for (std::size_t i = 0; i + 1 < here.size(); ++i) {
            for (std::size_t j = std::max(i + 1, i < noded_here ? noded_here : 0); j < here.size(); ++j)
                compare(segment(here[i]), segment(here[j]));
        }
    }

    [[nodiscard]] const Segment& segment(std::int32_t i) const { return m_segments[static_cast<std::size_t>(i)]; }

    void compare(const Segment& s, const Segment& t) {
        if (cross_properly(s, t)) m_points.push_back(crossing_point(s, t));
    }

    std::span<const Segment> m_segments;
    std::int32_t m_noded;
    const SegmentGrid& m_index;
    std::vector<LatticePoint> m_points;
};

struct Hit {
    std::int32_t segment;
    Int128 along;
    std::int32_t vertex;
};

/// From one vertex of a segment to the next one: an edge, which several segments may have.
struct Link {
    LatticeEdge edge;
    std::int32_t piece = 0;
};

/// Pieces and edges from the vertices of each segment, which are in order from its smaller end to the larger one.
void make_pieces(std::span<const Segment> input, std::vector<Hit>& hits, NodedLines& result) {
    std::vector<Link> links;
    links.reserve(hits.size());
    result.pieces.reserve(hits.size());
    result.first_piece.assign(input.size() + 1, 0);
    for (std::size_t first = 0, last = 0; first < hits.size(); first = last) {
        const auto segment = static_cast<std::size_t>(hits[first].segment);
        while (last < hits.size() && hits[last].segment == hits[first].segment)
            ++last;
        const auto at = [&hits](std::size_t i) { return hits.begin() + static_cast<std::ptrdiff_t>(i); };
        if (input[segment].q < input[segment].p) std::reverse(at(first), at(last));
        for (std::size_t i = first + 1; i < last; ++i) {
            const auto [from, to] = std::minmax(hits[i - 1].vertex, hits[i].vertex);
            links.push_back({{from, to}, static_cast<std::int32_t>(result.pieces.size())});
            result.pieces.push_back({0, hits[i].vertex < hits[i - 1].vertex});
        }
        result.first_piece[segment + 1] = last - first - 1;
    }
    std::partial_sum(result.first_piece.begin(), result.first_piece.end(), result.first_piece.begin());
    bucket_sort(
        links, result.vertices.size(), [](const Link& link) { return link.edge.from; },
        [](const Link& a, const Link& b) { return a.edge.to < b.edge.to; });
    for (const Link& link : links) {
        if (result.edges.empty() || result.edges.back() != link.edge) result.edges.push_back(link.edge);
        result.pieces[static_cast<std::size_t>(link.piece)].edge = static_cast<std::int32_t>(result.edges.size()) - 1;
    }
}

}  // namespace

NodedLines node_segments(std::span<const Segment> input, std::size_t noded) {
    std::vector<Segment> segments(input.begin(), input.end());
    for (Segment& segment : segments) {  // one direction, so that equal segments are treated equally
        if (segment.q < segment.p) std::swap(segment.p, segment.q);
    }
    const SegmentGrid index(segments);
    NodedLines result;
    result.vertices = HotPoints(segments, noded, index).find();

    std::vector<Hit> hits;
    hits.reserve(segments.size() * 3);
    for (std::size_t v = 0; v < result.vertices.size(); ++v) {
        const LatticePoint& vertex = result.vertices[v];
        for (const std::int32_t i : index.at(index.column_of(vertex.x), index.row_of(vertex.y))) {
            const Segment& s = segments[static_cast<std::size_t>(i)];
            if (!meets_pixel(s, vertex)) continue;
            const Int128 along =
                Int128(s.q.x - s.p.x) * (vertex.x - s.p.x) + Int128(s.q.y - s.p.y) * (vertex.y - s.p.y);
            hits.push_back({i, along, static_cast<std::int32_t>(v)});
        }
    }
    bucket_sort(
        hits, segments.size(), [](const Hit& hit) { return hit.segment; },
        [](const Hit& a, const Hit& b) { return std::tie(a.along, a.vertex) < std::tie(b.along, b.vertex); });
    make_pieces(input, hits, result);
    return result;
}

}  // namespace grid
