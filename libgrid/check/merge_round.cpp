#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>

#include "libgrid/check/ground_measure.hpp"
#include "libgrid/check/loose_arrangement.hpp"
#include "libgrid/check/region_faults.hpp"
#include "libgrid/check/repair_round.hpp"
#include "libgrid/check/segment_table.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

using Owners = std::set<std::int32_t>;

class MergeRound {
public:
    MergeRound(std::span<const MultiPolygon> features, const RepairOptions& options,
               std::span<const LooseSegment> loose)
        : m_features(features), m_options(options), m_ground(loose, options.scale) {}

    std::vector<MendedFeature> run() {
        find_pairs();
        if (m_pairs.empty()) return {};
        find_owners();
        std::ranges::sort(m_pairs);
        for (const auto& [distance, p, q] : m_pairs)
            merge(p, q);
        return apply();
    }

private:
    /// Ends that only the lattice takes for one; vertices on a segment with its ends, where these are near; the corners
    /// of each narrow faulty region.
    void find_pairs() {
        std::map<std::int32_t, std::set<Point>> ends;
        for (const LooseSegment& s : m_ground.segments()) {
            ends[m_ground.vertex_of(s.a)].insert(s.a);
            ends[m_ground.vertex_of(s.b)].insert(s.b);
        }
        for (const auto& [vertex, points] : ends) {
            if (points.size() < 2) continue;
            add_pairs({points.begin(), points.end()});
        }
        for (const LooseSegment& s : m_ground.segments()) {
            if (ends.at(m_ground.vertex_of(s.a)).size() > 1 || ends.at(m_ground.vertex_of(s.b)).size() > 1)
                m_at_fault.insert(s.owner);
        }
        for (const NodedPiece& piece : m_ground.all_pieces()) {
            const LooseSegment& s = m_ground.segments()[static_cast<std::size_t>(piece.segment)];
            for (const std::int32_t vertex : {piece.from, piece.to}) {
                if (vertex == m_ground.vertex_of(s.a) || vertex == m_ground.vertex_of(s.b)) continue;
                const Point& passed = m_ground.at(vertex);
                const auto here = ends.find(vertex);
                if (here == ends.end() || std::min(m_options.scale.distance(passed, s.a),
                                                   m_options.scale.distance(passed, s.b)) > m_options.snap_m) {
                    continue;
                }
                m_at_fault.insert(s.owner);
                m_near_ends.insert(vertex);
                std::set<Point> points = here->second;
                points.insert({s.a, s.b});
                add_pairs({points.begin(), points.end()});
            }
        }
        for (const LooseSegment& s : m_ground.segments()) {
            if (m_near_ends.contains(m_ground.vertex_of(s.a)) || m_near_ends.contains(m_ground.vertex_of(s.b)))
                m_at_fault.insert(s.owner);
        }
        const std::vector<char> faulty = faulty_regions(m_ground);
        for (std::int32_t r = 0; r < m_ground.region_count(); ++r) {
            if (faulty[static_cast<std::size_t>(r)] == 0) continue;
            const double width = measure_ground(region_polygons(m_ground, r), m_options.scale).mean_width_m();
            if (width > std::max(m_options.snap_m, m_options.gap_width_m)) continue;
            for (const std::int32_t f : neighbours_of(m_ground, r, m_options.scale).features())
                m_at_fault.insert(f);
            std::set<Point> corners;
            for (const BorderEdge& edge : m_ground.border(r)) {
                const auto found = ends.find(edge.from);
                if (found != ends.end()) corners.insert(found->second.begin(), found->second.end());
            }
            add_pairs({corners.begin(), corners.end()});
        }
    }

    /// `points` ascend by x: only a short way ahead can one be near.
    void add_pairs(const std::vector<Point>& points) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double reach = m_options.snap_m / m_options.scale.metres_per_x(points[i].y);
            for (std::size_t j = i + 1; j < points.size() && points[j].x - points[i].x <= 2 * reach; ++j) {
                const double distance = m_options.scale.distance(points[i], points[j]);
                if (distance <= m_options.snap_m) m_pairs.emplace_back(distance, points[i], points[j]);
            }
        }
    }

    void find_owners() {
        for (const auto& [distance, p, q] : m_pairs) {
            m_owners.try_emplace(p);
            m_owners.try_emplace(q);
        }
        const auto look_at = [this](const Ring& ring, std::size_t f) {
            for (const Point& p : ring) {
                const auto found = m_owners.find(p);
                if (found != m_owners.end()) found->second.insert(static_cast<std::int32_t>(f));
            }
        };
        for (std::size_t f = 0; f < m_features.size(); ++f) {
            for (const Polygon& polygon : m_features[f]) {
                look_at(polygon.shell, f);
                for (const Ring& hole : polygon.holes)
                    look_at(hole, f);
            }
        }
    }

    /// A vertex moves only if all features that have it are at fault, and onto none that one of them has already.
    [[nodiscard]] bool may_move(const Point& p) const {
        return !m_targets.contains(p) &&
               std::ranges::all_of(m_owners.at(p), [this](std::int32_t f) { return m_at_fault.contains(f); });
    }

    void merge(const Point& p, const Point& q) {
        if (m_moved.contains(p) || m_moved.contains(q)) return;
        Owners& of_p = m_owners.at(p);
        Owners& of_q = m_owners.at(q);
        if (std::ranges::any_of(of_p, [&of_q](std::int32_t f) { return of_q.contains(f); })) return;
        const bool p_first = of_p.size() < of_q.size();
        if (may_move(p_first ? p : q))
            move(p_first ? p : q, p_first ? q : p);
        else if (may_move(p_first ? q : p))
            move(p_first ? q : p, p_first ? p : q);
    }

    void move(const Point& from, const Point& to) {
        m_moved.emplace(from, to);
        m_targets.insert(to);
        const Owners movers = m_owners.at(from);
        m_owners.at(to).insert(movers.begin(), movers.end());
        m_changed.insert(movers.begin(), movers.end());
    }

    std::vector<MendedFeature> apply() const {
        std::vector<MendedFeature> mended;
        for (const std::int32_t feature : m_changed) {
            MendedFeature result;
            result.feature = feature;
            result.geometry = m_features[static_cast<std::size_t>(feature)];
            const auto replace = [&](Ring& ring) {
                for (std::size_t i = 0; i < ring.size(); ++i) {
                    const auto found = m_moved.find(ring[i]);
                    if (found == m_moved.end()) continue;
                    ring[i] = found->second;
                    result.at = found->second;
                    result.vertices += i > 0 ? 1 : 0;
                }
            };
            for (Polygon& polygon : result.geometry) {
                replace(polygon.shell);
                std::ranges::for_each(polygon.holes, replace);
            }
            if (!find_invalid(result.geometry)) mended.push_back(std::move(result));
        }
        return mended;
    }

    std::span<const MultiPolygon> m_features;
    const RepairOptions& m_options;
    LooseArrangement m_ground;
    std::vector<std::tuple<double, Point, Point>> m_pairs;  ///< distance and ends
    std::map<Point, Owners> m_owners;                       ///< all features that have a vertex
    std::set<std::int32_t> m_near_ends;                     ///< vertices on a segment, near its end
    Owners m_at_fault;
    std::map<Point, Point> m_moved;
    std::set<Point> m_targets;
    Owners m_changed;
};

}  // namespace

std::vector<MendedFeature> merge_round(std::span<const MultiPolygon> features, const RepairOptions& options) {
    if (!(options.snap_m > 0)) return {};
    const SegmentMatches matches = match_segments(features, {}, {});
    if (matches.loose.empty()) return {};
    return MergeRound(features, options, matches.loose).run();
}

}  // namespace grid
