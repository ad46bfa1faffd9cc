#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "libgrid/coverage/inscribed_width.hpp"
#include "libgrid/coverage/loose_arrangement.hpp"
#include "libgrid/coverage/region_faults.hpp"
#include "libgrid/coverage/repair_round.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

using Owners = std::set<std::int32_t>;

constexpr double lattice_step_m = 2e-5;  // across a square of the lattice of LooseArrangement, rounded up

class MergeRound {
public:
    MergeRound(std::span<const MultiPolygon> features, const RepairOptions& options, const LeftAlone& left_alone,
               std::span<const LooseSegment> loose)
        : m_features(features), m_options(options), m_left_alone(left_alone), m_ground(loose, options.scale) {}

    std::vector<MendedFeature> run() {
        find_pairs();
        if (m_pairs.empty()) return {};
        find_owners_of_pairs();
        std::ranges::sort(m_pairs);
        for (const auto& [distance, p, q] : m_pairs)
            merge(p, q);
        return apply();
    }

private:
    void find_pairs() {
        for (const LooseSegment& s : m_ground.segments()) {
            m_ends[m_ground.vertex_of(s.a)].insert(s.a);
            m_ends[m_ground.vertex_of(s.b)].insert(s.b);
        }
        pair_ends_at_vertices();
        pair_passed_ends();
        for (const LooseSegment& s : m_ground.segments()) {
            if (m_paired.contains(m_ground.vertex_of(s.a)) || m_paired.contains(m_ground.vertex_of(s.b)))
                m_at_fault.insert(s.owner);
        }
        pair_corners();
    }

    /// Ends that only the lattice takes for one.
    void pair_ends_at_vertices() {
        for (const auto& [vertex, points] : m_ends) {
            if (points.size() < 2) continue;
            add_pairs(points);
            m_paired.insert(vertex);
        }
    }

    /// An end that lies on a segment, with the ends of that, where they are near.
    void pair_passed_ends() {
        for (const LoosePiece& piece : m_ground.all_pieces()) {
            const LooseSegment& s = m_ground.segments()[static_cast<std::size_t>(piece.segment)];
            for (const std::int32_t vertex : {piece.from, piece.to}) {
                const auto here = m_ends.find(vertex);
                if (here == m_ends.end() || vertex == m_ground.vertex_of(s.a) || vertex == m_ground.vertex_of(s.b))
                    continue;
                const Point& passed = m_ground.at(vertex);
                if (!is_near(passed, s.a) && !is_near(passed, s.b)) continue;
                m_at_fault.insert(s.owner);
                m_paired.insert(vertex);
                std::set<Point> points = here->second;
                points.insert({s.a, s.b});
                add_pairs(points);
            }
        }
    }

    /// The corners of each narrow faulty region.
    void pair_corners() {
        const std::vector<char> faulty = faulty_regions(m_ground);
        for (std::int32_t r = 0; r < m_ground.region_count(); ++r) {
            if (faulty[static_cast<std::size_t>(r)] == 0) continue;
            const double limit_m = std::max(m_options.snap_m, m_options.gap_width_m);
            if (is_wider(region_polygons(m_ground, r), limit_m, m_options.scale)) continue;
            for (const std::int32_t f : neighbours_of(m_ground, r, m_options.scale).features())
                m_at_fault.insert(f);
            std::set<Point> corners;
            for (const BorderEdge& edge : m_ground.border(r)) {
                const auto found = m_ends.find(edge.from);
                if (found != m_ends.end()) corners.insert(found->second.begin(), found->second.end());
            }
            add_pairs(corners);
        }
    }

    [[nodiscard]] bool is_near(const Point& p, const Point& q) const {
        return m_options.scale.distance(p, q) <= m_options.snap_m;
    }

    /// Whether the lattice may take them for one.
    [[nodiscard]] bool is_one(const Point& p, const Point& q) const {
        return m_options.scale.distance(p, q) <= lattice_step_m && m_ground.vertex_of(p) == m_ground.vertex_of(q);
    }

    /// The points ascend by x: only a short way ahead can one be near.
    void add_pairs(const std::set<Point>& points) {
        for (auto p = points.begin(); p != points.end(); ++p) {
            const double reach = 2 * m_options.snap_m / m_options.scale.metres_per_x(p->y);
            for (auto q = std::next(p); q != points.end() && q->x - p->x <= reach; ++q) {
                if (is_near(*p, *q)) m_pairs.emplace_back(m_options.scale.distance(*p, *q), *p, *q);
            }
        }
    }

    void find_owners_of_pairs() {
        for (const auto& [distance, p, q] : m_pairs) {
            m_owners.try_emplace(p);
            m_owners.try_emplace(q);
        }
        find_owners(m_features, m_owners);
    }

    /// A vertex moves only if all features that have it are at fault, and onto none that one of them has already.
    [[nodiscard]] bool may_move(const Point& p) const {
        return !m_targets.contains(p) && std::ranges::all_of(m_owners.at(p), [this](std::int32_t f) {
            return m_at_fault.contains(f) && !m_left_alone.contains(f);
        });
    }

    void merge(const Point& p, const Point& q) {
        if (m_moved.contains(p) || m_moved.contains(q)) return;
        Owners& of_p = m_owners.at(p);
        Owners& of_q = m_owners.at(q);
        const auto has_both = [&of_q](std::int32_t f) { return of_q.contains(f); };
        if (!is_one(p, q) && std::ranges::any_of(of_p, has_both)) return;
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
                ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
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
    const LeftAlone& m_left_alone;
    LooseArrangement m_ground;
    std::vector<std::tuple<double, Point, Point>> m_pairs;  ///< distance and ends
    std::map<Point, Owners> m_owners;                       ///< all features that have a vertex
    std::map<std::int32_t, std::set<Point>> m_ends;         ///< of loose segments, by vertex
    std::set<std::int32_t> m_paired;                        ///< vertices with an end that is near another
    Owners m_at_fault;
    std::map<Point, Point> m_moved;
    std::set<Point> m_targets;
    Owners m_changed;
};

}  // namespace

std::vector<MendedFeature> merge_round(std::span<const MultiPolygon> features, const RepairOptions& options,
                                       const LeftAlone& left_alone) {
    if (!(options.snap_m > 0)) return {};
    const SegmentMatches matches = match_segments(features, {}, {});
    if (matches.loose.empty()) return {};
    return MergeRound(features, options, left_alone, matches.loose).run();
}

}  // namespace grid
