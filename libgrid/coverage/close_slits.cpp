#include "libgrid/coverage/close_slits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/coverage/facing.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// The slit between segments `first` and `last` of a ring, counted round it, and the corners of its mouth: on `first`
/// and on `last`.
struct Slit {
    std::size_t first = 0;
    std::size_t last = 0;
    Point mouth_first;
    Point mouth_last;
    double area_m2 = 0;
};

/// One ring, without its last point, with the feature to the left.
class RingSlits {
public:
    RingSlits(std::vector<Point> points, const std::vector<DirectedSegment>& loose, double width_m,
              const GroundScale& scale)
        : m_points(std::move(points)), m_width_m(width_m), m_scale(scale) {
        std::rotate(m_points.begin(), std::min_element(m_points.begin(), m_points.end()), m_points.end());
        for (std::size_t i = 0; i < m_points.size(); ++i)
            m_is_loose.push_back(std::ranges::binary_search(loose, DirectedSegment(at(i), at(i + 1))) ? 1 : 0);
    }

    /// The largest slit, if there is one.
    [[nodiscard]] std::optional<Slit> largest() const {
        std::optional<Slit> best;
        const MetricFrame frame{m_points.front(), m_scale};
        std::vector<OutlinePiece> pieces;
        for (std::size_t i = 0; i < m_points.size(); ++i)
            pieces.emplace_back(frame(at(i)), frame(at(i + 1)));
        const auto may_face = [this](std::int32_t i, std::int32_t j) {
            return m_is_loose[static_cast<std::size_t>(i)] != 0 && m_is_loose[static_cast<std::size_t>(j)] != 0;
        };
        for (const Facing& found : find_facing(pieces, m_width_m, may_face)) {
            const auto first = static_cast<std::size_t>(found.first);
            const auto second = static_cast<std::size_t>(found.second);
            consider(first, second, found.on_first.first, found.on_second.second, best);
            consider(second, first, found.on_second.first, found.on_first.second, best);
        }
        return best;
    }

    /// The ring without the slit.
    [[nodiscard]] Ring without(const Slit& slit) const {
        Ring ring{slit.mouth_first, slit.mouth_last};
        for (std::size_t i = slit.last + 1; i % m_points.size() != slit.first; ++i)
            ring.push_back(at(i));
        ring.push_back(at(slit.first));
        ring.push_back(ring.front());
        ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
        return ring;
    }

private:
    [[nodiscard]] const Point& at(std::size_t i) const { return m_points[i % m_points.size()]; }

    [[nodiscard]] Point along(std::size_t segment, double share) const {
        const Point& a = at(segment);
        const Point& b = at(segment + 1);
        if (share <= 0) return a;
        if (share >= 1) return b;
        return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
    }

    /// The slit whose tip lies between segment `begin` and, after it, `end`; `from` and `to`: how far its mouth lies
    /// along them.
    void consider(std::size_t begin, std::size_t end, double from, double to, std::optional<Slit>& best) const {
        Slit slit{begin, end, along(begin, from), along(end, to), 0};
        // Vertices of the ring rather than new ones.
        if (m_scale.distance(slit.mouth_first, at(end + 1)) <= m_width_m) slit.mouth_last = at(end + 1);
        if (m_scale.distance(at(begin), slit.mouth_last) <= m_width_m) slit.mouth_first = at(begin);
        Ring outline{slit.mouth_first};
        for (std::size_t i = begin + 1; i % m_points.size() != (end + 1) % m_points.size(); ++i) {
            if (m_is_loose[i % m_points.size()] == 0) return;
            outline.push_back(at(i));
        }
        outline.push_back(slit.mouth_last);
        outline.push_back(outline.front());
        if (doubled_area(outline) >= 0) return;  // the feature's own ground
        const GroundMeasure size = measure_ground(Polygon{outline, {}}, m_scale);
        if (size.mean_width_m() > m_width_m) return;
        slit.area_m2 = size.area_m2;
        if (!best || std::tuple(slit.area_m2, slit.mouth_first) > std::tuple(best->area_m2, best->mouth_first))
            best = slit;
    }

    std::vector<Point> m_points;
    std::vector<char> m_is_loose;  ///< by segment, which is called after its first point
    double m_width_m;
    GroundScale m_scale;
};

/// The points of a ring with the feature to the left, without repeated ones.
std::vector<Point> points_of(const Ring& ring, bool is_hole) {
    std::vector<Point> points(ring.begin(), ring.end());
    if (runs_counter_clockwise(ring) == is_hole) std::ranges::reverse(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.size() > 1 && points.front() == points.back()) points.pop_back();
    return points;
}

}  // namespace

ClosedSlits close_slits(const MultiPolygon& feature, std::span<const LooseSegment> loose, double width_m,
                        const GroundScale& scale) {
    ClosedSlits result{feature, {}};
    std::vector<DirectedSegment> segments;
    for (const LooseSegment& segment : loose)
        segments.emplace_back(segment.a, segment.b);
    std::ranges::sort(segments);
    const auto close = [&](Ring& ring, bool is_hole) {
        while (ring.size() >= 4) {
            const RingSlits search(points_of(ring, is_hole), segments, width_m, scale);
            const std::optional<Slit> slit = search.largest();
            if (!slit) return;
            const Ring before = std::exchange(ring, search.without(*slit));
            if (find_invalid(result.geometry)) {
                ring = before;
                return;
            }
            result.at.push_back(
                {slit->mouth_first.x / 2 + slit->mouth_last.x / 2, slit->mouth_first.y / 2 + slit->mouth_last.y / 2});
        }
    };
    for (Polygon& polygon : result.geometry) {
        close(polygon.shell, false);
        for (Ring& hole : polygon.holes)
            close(hole, true);
    }
    return result;
}

}  // namespace grid
