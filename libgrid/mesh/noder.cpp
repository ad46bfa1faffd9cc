#include "libgrid/mesh/noder.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "libgrid/mesh/bucket_sort.hpp"
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

std::vector<LatticePoint> hot_points(std::span<const Segment> segments, std::size_t noded, const SegmentGrid& index) {
    std::vector<LatticePoint> points;
    points.reserve(segments.size() * 2);
    for (const Segment& segment : segments) {
        points.push_back(segment.p);
        points.push_back(segment.q);
    }
    std::size_t most = 4 * points.size() + 1024;
    for (std::int64_t row = 0; row < index.rows(); ++row) {
        for (std::int64_t column = 0; column < index.columns(); ++column) {
            const auto here = index.at(column, row);
            const auto noded_here = static_cast<std::size_t>(
                std::lower_bound(here.begin(), here.end(), static_cast<std::int32_t>(noded)) - here.begin());
            for (std::size_t i = 0; i + 1 < here.size(); ++i) {
                const Segment& s = segments[static_cast<std::size_t>(here[i])];
                // The lists ascend, so the noded segments come first.
                const bool is_noded = static_cast<std::size_t>(here[i]) < noded;
                for (std::size_t j = is_noded ? std::max(i + 1, noded_here) : i + 1; j < here.size(); ++j) {
                    const Segment& t = segments[static_cast<std::size_t>(here[j])];
                    if (cross_properly(s, t)) points.push_back(crossing_point(s, t));
                }
            }
            if (points.size() > most) {  // many crossings of few places
                sort_unique(points);
                most = 2 * points.size() + segments.size();
            }
        }
    }
    sort_unique(points);
    return points;
}

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
    result.vertices = hot_points(segments, noded, index);

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
