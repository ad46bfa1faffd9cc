#include "libgrid/work/way_finder.hpp"

#include <algorithm>
#include <tuple>

#include "libgrid/mesh/segment_math.hpp"
#include "libgrid/work/millimetres.hpp"

namespace grid {

namespace {

std::vector<Segment> segments_of(std::span<const Way> lines) {
    std::vector<Segment> segments;
    segments.reserve(lines.size());
    for (const Way& line : lines)
        segments.push_back({to_millimetres(line.p), to_millimetres(line.q)});
    return segments;
}

std::vector<Segment> segments_of(const NodedWays& ways) {
    std::vector<Segment> segments;
    segments.reserve(ways.pieces.size());
    const auto node = [&ways](std::int32_t n) { return to_millimetres(ways.nodes[static_cast<std::size_t>(n)]); };
    for (const WayPiece& piece : ways.pieces)
        segments.push_back({node(piece.from), node(piece.to)});
    return segments;
}

LatticeBox box_of(const std::vector<Segment>& segments) {
    LatticeBox box;
    if (!segments.empty()) box = {segments.front().p, segments.front().p};
    for (const Segment& s : segments) {
        box.add(s.p);
        box.add(s.q);
    }
    return box;
}

}  // namespace

HardLines::HardLines(std::span<const Way> lines) : m_segments(segments_of(lines)), m_grid(m_segments) {}

bool HardLines::are_crossed(const Point& from, const Point& to) const {
    if (m_segments.empty()) return false;
    const Segment walk{to_millimetres(from), to_millimetres(to)};
    bool crossed = false;
    m_grid.for_cells(walk, [&](std::int64_t column, std::int64_t row) {
        if (crossed) return;
        crossed = std::ranges::any_of(m_grid.at(column, row), [&](std::int32_t s) {
            return cross_properly(m_segments[static_cast<std::size_t>(s)], walk);
        });
    });
    return crossed;
}

WayFinder::WayFinder(const NodedWays& ways)
    : m_segments(segments_of(ways)), m_grid(m_segments), m_box(box_of(m_segments)) {}

std::vector<WayFoot> WayFinder::within(const LatticePoint& place, double reach_m) const {
    std::vector<WayFoot> found;
    const auto reach = static_cast<std::int64_t>(reach_m * millimetres);
    m_grid.for_box({place.x - reach, place.y - reach}, {place.x + reach, place.y + reach}, [&](std::int32_t s) {
        const Foot foot = foot_on(m_segments[static_cast<std::size_t>(s)], place, millimetre_scale);
        if (foot.metres <= reach_m) found.push_back({s, foot.share, foot.metres});
    });
    std::ranges::sort(found, {}, [](const WayFoot& f) { return std::tuple(f.metres, f.piece); });
    return found;
}

std::optional<WayFoot> WayFinder::nearest(const Point& place, const HardLines& hard) const {
    if (m_segments.empty()) return std::nullopt;
    constexpr double first_reach_m = 25;
    const LatticePoint at = to_millimetres(place);
    double checked_m = -1;
    for (double reach_m = first_reach_m;; reach_m *= 2) {
        for (const WayFoot& foot : within(at, reach_m)) {
            if (foot.metres <= checked_m) continue;
            const Segment& s = m_segments[static_cast<std::size_t>(foot.piece)];
            const Point on_way = to_metres(point_at(s, foot.share));
            if (!hard.are_crossed(place, on_way)) return foot;
        }
        checked_m = reach_m;
        const auto far = [](std::int64_t low, std::int64_t value, std::int64_t high) {
            return static_cast<double>(std::max(value - low, high - value)) / millimetres;
        };
        if (std::hypot(far(m_box.min.x, at.x, m_box.max.x), far(m_box.min.y, at.y, m_box.max.y)) <= reach_m)
            return std::nullopt;
    }
}

}  // namespace grid
