#include "libgrid/work/node_ways.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "libgrid/mesh/crossing_candidates.hpp"
#include "libgrid/mesh/segment_grid.hpp"
#include "libgrid/mesh/segment_math.hpp"
#include "libgrid/work/millimetres.hpp"

namespace grid {

namespace {

class WayNoder {
public:
    WayNoder(std::span<const Way> ways, double join_m)
        : m_join_m(join_m), m_segments(segments_of(ways)), m_grid(m_segments) {}

    NodedWays node() {
        cut_at_crossings();
        cut_at_touching_ends();
        close_loose_ends();
        return collect();
    }

private:
    static std::vector<Segment> segments_of(std::span<const Way> ways) {
        std::vector<Segment> segments;
        for (const Way& way : ways) {
            const LatticePoint p = to_millimetres(way.p);
            const LatticePoint q = to_millimetres(way.q);
            if (p != q) segments.push_back({std::min(p, q), std::max(p, q)});
        }
        const auto key = [](const Segment& s) { return std::pair(s.p, s.q); };
        std::ranges::sort(segments, {}, key);
        const auto repeated = std::ranges::unique(segments, {}, key);
        segments.erase(repeated.begin(), repeated.end());
        return segments;
    }

    void cut(std::int32_t segment, const LatticePoint& at) { m_cuts.emplace_back(segment, at); }

    [[nodiscard]] const Segment& segment(std::int32_t s) const { return m_segments[static_cast<std::size_t>(s)]; }

    void cut_at_crossings() {
        for (std::int64_t column = 0; column < m_grid.columns(); ++column) {
            for (std::int64_t row = 0; row < m_grid.rows(); ++row) {
                for_crossing_candidates(m_segments, m_grid.at(column, row), m_grid.cell_box(column, row), 0,
                                        [this](std::int32_t s, std::int32_t t) {
                                            if (!cross_properly(segment(s), segment(t))) return;
                                            const LatticePoint at = crossing_point(segment(s), segment(t));
                                            cut(s, at);
                                            cut(t, at);
                                        });
            }
        }
    }

    /// The ends of all segments, each once, with the number of segments that end there.
    [[nodiscard]] std::map<LatticePoint, int> ends() const {
        std::map<LatticePoint, int> ends;
        for (const Segment& s : m_segments) {
            ++ends[s.p];
            ++ends[s.q];
        }
        return ends;
    }

    /// Calls visit(segment, foot) for the segments within `reach` steps of a place that do not end there.
    template <typename Visit>
    void for_near(const LatticePoint& at, std::int64_t reach, Visit&& visit) const {
        m_grid.for_box({at.x - reach, at.y - reach}, {at.x + reach, at.y + reach}, [&](std::int32_t s) {
            if (segment(s).p == at || segment(s).q == at) return;
            const Foot foot = foot_on(segment(s), at, millimetre_scale);
            if (foot.metres * millimetres <= static_cast<double>(reach)) visit(s, foot);
        });
    }

    void cut_at_touching_ends() {
        constexpr std::int64_t touching = 50;  // millimetres by which layers that were digitised as one differ
        for (const auto& [at, count] : ends())
            for_near(at, touching, [&, here = at](std::int32_t s, const Foot&) { cut(s, here); });
    }

    void close_loose_ends() {
        const auto reach = static_cast<std::int64_t>(m_join_m * millimetres);
        for (const auto& [at, count] : ends()) {
            if (count > 1) continue;
            std::optional<std::pair<double, std::int32_t>> nearest;
            for_near(at, reach, [&](std::int32_t s, const Foot& foot) {
                const std::pair candidate(foot.metres, s);
                if (!nearest || candidate < *nearest) nearest = candidate;
            });
            if (!nearest) continue;
            const Segment& s = segment(nearest->second);
            const auto near = [&, here = at](const LatticePoint& end) {
                return std::hypot(static_cast<double>(end.x - here.x), static_cast<double>(end.y - here.y)) <=
                       static_cast<double>(reach);
            };
            // The way beside it gets a bend of less than the reach, or the two ends become one.
            if (near(s.p) || near(s.q))
                m_joined.push_back({at, near(s.p) ? s.p : s.q});
            else
                cut(nearest->second, at);
        }
    }

    /// Nodes in ascending order, and the pieces between them along each segment.
    NodedWays collect() {
        for (std::size_t s = 0; s < m_segments.size(); ++s) {
            cut(static_cast<std::int32_t>(s), m_segments[s].p);
            cut(static_cast<std::int32_t>(s), m_segments[s].q);
        }
        std::vector<LatticePoint> nodes;
        for (const auto& [s, at] : m_cuts)
            nodes.push_back(at);
        std::ranges::sort(nodes);
        nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
        const auto id = [&nodes](const LatticePoint& at) {
            return static_cast<std::int32_t>(std::ranges::lower_bound(nodes, at) - nodes.begin());
        };
        NodedWays result;
        const auto add = [&](std::int32_t a, std::int32_t b) {
            if (a != b) result.pieces.push_back({std::min(a, b), std::max(a, b)});
        };
        for (const Segment& joined : m_joined)
            add(id(joined.p), id(joined.q));
        sort_cuts();
        for (std::size_t c = 1; c < m_cuts.size(); ++c) {
            if (m_cuts[c].first == m_cuts[c - 1].first) add(id(m_cuts[c - 1].second), id(m_cuts[c].second));
        }
        std::ranges::sort(result.pieces);
        result.pieces.erase(std::unique(result.pieces.begin(), result.pieces.end()), result.pieces.end());
        for (const LatticePoint& node : nodes)
            result.nodes.push_back(to_metres(node));
        return result;
    }

    /// By segment, and along it.
    void sort_cuts() {
        const auto key = [this](const std::pair<std::int32_t, LatticePoint>& c) {
            return std::tuple(c.first, foot_on(segment(c.first), c.second, millimetre_scale).share, c.second);
        };
        std::ranges::sort(m_cuts, {}, key);
        m_cuts.erase(std::unique(m_cuts.begin(), m_cuts.end()), m_cuts.end());
    }

    double m_join_m;
    std::vector<Segment> m_segments;  ///< ascending, each once
    SegmentGrid m_grid;
    std::vector<std::pair<std::int32_t, LatticePoint>> m_cuts;  ///< segment, place on it
    std::vector<Segment> m_joined;                              ///< a loose end and the end beside it
};

}  // namespace

NodedWays node_ways(std::span<const Way> ways, double join_m) {
    if (ways.empty()) return {};
    return WayNoder(ways, join_m).node();
}

}  // namespace grid
