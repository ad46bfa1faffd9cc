#include "libgrid/mesh/noder.hpp"

#include "libgrid/mesh/bucket_sort.hpp"

#include <algorithm>
#include <tuple>

namespace grid {

namespace {

Int128 divide_rounded(Int128 numerator, Int128 denominator) {
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    const Int128 doubled = 2 * numerator + denominator;  // floor(n/d + 1/2)
    Int128 quotient = doubled / (2 * denominator);
    if (doubled % (2 * denominator) < 0) --quotient;
    return quotient;
}

bool boxes_meet(const Segment& s, const Segment& t) {
    return std::max(s.p.x, s.q.x) >= std::min(t.p.x, t.q.x) && std::max(t.p.x, t.q.x) >= std::min(s.p.x, s.q.x) &&
           std::max(s.p.y, s.q.y) >= std::min(t.p.y, t.q.y) && std::max(t.p.y, t.q.y) >= std::min(s.p.y, s.q.y);
}

bool cross_properly(const Segment& s, const Segment& t) {
    return boxes_meet(s, t) && orientation(s.p, s.q, t.p) * orientation(s.p, s.q, t.q) < 0 &&
           orientation(t.p, t.q, s.p) * orientation(t.p, t.q, s.q) < 0;
}

LatticePoint crossing_point(const Segment& s, const Segment& t) {
    const Int128 to_p = cross(t.p, t.q, s.p);
    const Int128 denominator = to_p - cross(t.p, t.q, s.q);
    return {s.p.x + static_cast<std::int64_t>(divide_rounded(Int128(s.q.x - s.p.x) * to_p, denominator)),
            s.p.y + static_cast<std::int64_t>(divide_rounded(Int128(s.q.y - s.p.y) * to_p, denominator))};
}

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

}  // namespace

NodedLines node_segments(std::span<const Segment> input, std::size_t noded) {
    std::vector<Segment> segments(input.begin(), input.end());
    std::vector<char> reversed(segments.size(), 0);
    for (std::size_t i = 0; i < segments.size(); ++i) {  // one direction, so that equal segments are treated equally
        if (segments[i].q < segments[i].p) {
            std::swap(segments[i].p, segments[i].q);
            reversed[i] = 1;
        }
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
    result.pieces.reserve(hits.size());
    for (std::size_t i = 1; i < hits.size(); ++i) {
        if (hits[i].segment != hits[i - 1].segment) continue;
        const std::int32_t from = hits[i - 1].vertex;
        const std::int32_t to = hits[i].vertex;
        const bool backwards = to < from;
        result.pieces.push_back({backwards ? to : from, backwards ? from : to, hits[i].segment,
                                 backwards != (reversed[static_cast<std::size_t>(hits[i].segment)] != 0)});
    }
    bucket_sort(
        result.pieces, result.vertices.size(), [](const NodedPiece& piece) { return piece.from; },
        [](const NodedPiece& a, const NodedPiece& b) { return std::tie(a.to, a.segment) < std::tie(b.to, b.segment); });
    return result;
}

}  // namespace grid
