#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>

#include "libgrid/coverage/loose_arrangement.hpp"
#include "libgrid/coverage/region_faults.hpp"
#include "libgrid/coverage/repair_round.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

namespace {

/// What is to be done to the rings of one feature.
struct Snaps {
    std::map<Point, Point> moved;
    std::map<std::pair<Point, Point>, std::vector<Point>> inserted;  ///< by the ends of the segment, smaller first
};

double widest(const RepairOptions& options) {
    return std::min(options.snap_m, options.gap_width_m);
}

class SnapRound {
public:
    SnapRound(std::span<const MultiPolygon> features, const RepairOptions& options, const LeftAlone& left_alone,
              std::span<const LooseSegment> loose)
        : m_features(features), m_options(options), m_left_alone(left_alone), m_ground(loose, options.scale) {}

    std::vector<MendedFeature> run() {
        const std::vector<CoverageDefect> gaps = narrow_gaps(m_ground, m_options.scale, widest(m_options));
        if (gaps.empty()) return {};
        gather(gaps);
        find_owners(m_features, m_owners);
        for (const CoverageDefect& gap : gaps) {
            const std::set<Point> corners = corners_of(gap);
            move_vertices(gap, corners);
            insert_vertices(gap.feature, gap.other, corners);
            insert_vertices(gap.other, gap.feature, corners);
        }
        return apply();
    }

private:
    static std::set<Point> corners_of(const CoverageDefect& gap) {
        std::set<Point> corners;
        for (const LineString& line : gap.lines)
            corners.insert(line.begin(), line.end());
        return corners;
    }

    void gather(const std::vector<CoverageDefect>& gaps) {
        std::set<std::int32_t> at_fault;
        for (const CoverageDefect& gap : gaps) {
            at_fault.insert(gap.features.begin(), gap.features.end());
            m_owners.merge(owners_to_find(gap));
        }
        for (const LooseSegment& s : m_ground.segments()) {
            if (at_fault.contains(s.owner)) m_loose[s.owner].emplace_back(s.a, s.b);
        }
    }

    static std::map<Point, std::set<std::int32_t>> owners_to_find(const CoverageDefect& gap) {
        std::map<Point, std::set<std::int32_t>> owners;
        for (const Point& p : corners_of(gap))
            owners.try_emplace(p);
        return owners;
    }

    [[nodiscard]] bool has(std::int32_t feature, const Point& p) const { return m_owners.at(p).contains(feature); }

    /// The nearest pairs first, each vertex once.
    void move_vertices(const CoverageDefect& gap, const std::set<Point>& corners) {
        std::vector<std::tuple<double, Point, Point>> pairs;
        for (const Point& p : corners) {
            if (!has(gap.feature, p) || has(gap.other, p)) continue;
            for (const Point& q : corners) {
                if (!has(gap.other, q) || has(gap.feature, q)) continue;
                const double distance = m_options.scale.distance(p, q);
                if (distance <= m_options.snap_m) pairs.emplace_back(distance, p, q);
            }
        }
        std::ranges::sort(pairs);
        for (const auto& [distance, p, q] : pairs) {
            if (m_settled.contains(p) || m_settled.contains(q)) continue;
            if (m_owners.at(p).size() == 1 && !m_left_alone.contains(gap.feature))
                m_snaps[gap.feature].moved.emplace(p, q);
            else if (m_owners.at(q).size() == 1 && !m_left_alone.contains(gap.other))
                m_snaps[gap.other].moved.emplace(q, p);
            else
                continue;
            m_settled.insert(p);
            m_settled.insert(q);
        }
    }

    /// Vertices of one feature that have no partner go into the segments of the other.
    void insert_vertices(std::int32_t from, std::int32_t into, const std::set<Point>& corners) {
        if (m_left_alone.contains(into)) return;
        for (const Point& p : corners) {
            if (!has(from, p) || has(into, p) || m_settled.contains(p)) continue;
            for (const auto& [a, b] : m_loose[into]) {
                const double per_x = m_options.scale.metres_per_x(p.y);
                const double per_y = m_options.scale.metres_per_unit;
                const Point along{(b.x - a.x) * per_x, (b.y - a.y) * per_y};
                const Point away{(p.x - a.x) * per_x, (p.y - a.y) * per_y};
                const double share = (along.x * away.x + along.y * away.y) / (along.x * along.x + along.y * along.y);
                if (!(share > 0 && share < 1)) continue;
                const Point foot{a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
                if (m_options.scale.distance(foot, p) > m_options.snap_m) continue;
                m_snaps[into].inserted[std::minmax(a, b)].push_back(p);
                m_settled.insert(p);
                break;
            }
        }
    }

    [[nodiscard]] static Ring snapped(const Ring& ring, const Snaps& snaps, int& count) {
        Ring result;
        const auto place = [&](const Point& p) {
            const auto found = snaps.moved.find(p);
            const Point& to = found == snaps.moved.end() ? p : found->second;
            if (result.empty() || result.back() != to) result.push_back(to);
        };
        for (std::size_t i = 0; i < ring.size(); ++i) {
            if (i > 0) {
                const Point& from = ring[i - 1];
                const auto found = snaps.inserted.find(std::minmax(from, ring[i]));
                if (found != snaps.inserted.end()) {
                    std::vector<Point> points = found->second;
                    const Point along{ring[i].x - from.x, ring[i].y - from.y};
                    std::ranges::sort(points, {}, [&](const Point& p) {
                        return (p.x - from.x) * along.x + (p.y - from.y) * along.y;
                    });
                    std::ranges::for_each(points, place);
                    count += static_cast<int>(points.size());
                }
                if (snaps.moved.contains(ring[i])) ++count;
            }
            place(ring[i]);
        }
        return result;
    }

    std::vector<MendedFeature> apply() const {
        std::vector<MendedFeature> mended;
        for (const auto& [feature, snaps] : m_snaps) {
            MendedFeature result;
            result.feature = feature;
            for (const Polygon& polygon : m_features[static_cast<std::size_t>(feature)]) {
                Polygon& copy = result.geometry.emplace_back();
                copy.shell = snapped(polygon.shell, snaps, result.vertices);
                for (const Ring& hole : polygon.holes)
                    copy.holes.push_back(snapped(hole, snaps, result.vertices));
            }
            result.at = snaps.moved.empty() ? snaps.inserted.begin()->second.front() : snaps.moved.begin()->second;
            mended.push_back(std::move(result));
        }
        return mended;
    }

    std::span<const MultiPolygon> m_features;
    const RepairOptions& m_options;
    const LeftAlone& m_left_alone;
    LooseArrangement m_ground;
    std::map<Point, std::set<std::int32_t>> m_owners;  ///< of the corners of gaps
    std::map<std::int32_t, std::vector<std::pair<Point, Point>>> m_loose;
    std::set<Point> m_settled;
    std::map<std::int32_t, Snaps> m_snaps;
};

}  // namespace

std::vector<MendedFeature> snap_round(std::span<const MultiPolygon> features, const RepairOptions& options,
                                      const LeftAlone& left_alone) {
    if (!(widest(options) > 0)) return {};
    const SegmentMatches matches = match_segments(features, {}, {});
    if (matches.loose.empty()) return {};
    return SnapRound(features, options, left_alone, matches.loose).run();
}

}  // namespace grid
