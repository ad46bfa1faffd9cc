#include "libgrid/coverage/repair_round.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/inscribed_width.hpp"
#include "libgrid/coverage/loose_arrangement.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/coverage/region_faults.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

namespace {

constexpr double negligible = 0.001;  // share of a region that may be rounding

/// What is to be done to a feature: border segments to add, beside what its loose segments become.
struct Edit {
    std::vector<DirectedSegment> added;
    int gained = 0;
    int lost = 0;
    std::optional<Point> at;
};

class Round {
public:
    Round(std::span<const MultiPolygon> features, const RepairOptions& options, const LeftAlone& left_alone,
          const SegmentMatches& matches)
        : m_features(features),
          m_left_alone(left_alone),
          m_options(options),
          m_limit_m(std::max(options.snap_m, options.gap_width_m)),
          m_scale(options.scale),
          m_index(features),
          m_shapes(features),
          m_ground(matches.loose, options.scale) {
        for (const auto& [later, earlier] : matches.duplicates)
            m_duplicates.insert(later);
    }

    std::vector<MendedFeature> run() {
        give_away_regions();
        take_in_vertices();
        std::vector<MendedFeature> mended;
        for (const auto& [feature, edit] : m_edits) {
            if (std::optional<MendedFeature> result = apply(feature, edit)) mended.push_back(std::move(*result));
        }
        return mended;
    }

    /// See cut_round.
    std::vector<MendedFeature> cut() {
        std::map<std::int32_t, MendedFeature> cut;
        const std::vector<char> faulty = faulty_regions(m_ground);
        for (std::int32_t r = 0; r < m_ground.region_count(); ++r) {
            if (faulty[static_cast<std::size_t>(r)] == 0 || m_ground.winding(r) < 2) continue;
            const MultiPolygon area = region_polygons(m_ground, r);
            if (area.empty() || is_wide(area)) continue;
            const std::optional<std::int32_t> loser = loser_of(area);
            if (!loser || cut.contains(*loser) || m_left_alone.contains(*loser)) continue;
            std::optional<MultiPolygon> rest = difference(m_shapes.of(*loser), area);
            if (rest && !rest->empty()) cut.emplace(*loser, MendedFeature{*loser, *rest, 0, 0, 1, area[0].shell[0]});
        }
        std::vector<MendedFeature> mended;
        for (auto& [feature, result] : cut)
            mended.push_back(std::move(result));
        return mended;
    }

private:
    [[nodiscard]] bool is_wide(const MultiPolygon& area) const { return is_wider(area, m_limit_m, m_scale); }

    /// Whether the rule gives ground to `a` rather than to `b`. Not for the rule of the longest border.
    bool precedes(std::int32_t a, std::int32_t b) {
        if (m_options.rule == GroundRule::first || area_of(a) == area_of(b)) return a < b;
        return (area_of(a) > area_of(b)) == (m_options.rule == GroundRule::largest);
    }

    std::int64_t area_of(std::int32_t feature) {
        const auto [known, is_new] = m_areas.try_emplace(feature, 0);
        if (is_new) known->second = rounded_area(m_features[static_cast<std::size_t>(feature)], m_scale);
        return known->second;
    }

    /// The feature that covers the least part of an area, but some; by another rule the last one of those.
    std::optional<std::int32_t> loser_of(const MultiPolygon& area) {
        std::optional<std::pair<double, std::int32_t>> least;
        const bool by_share = m_options.rule == GroundRule::longest_border;
        const double size = measure_ground(area, m_scale).area_m2;
        for (const std::int32_t f : m_index.meeting(box_of(area))) {
            if (m_duplicates.contains(f)) continue;
            const std::optional<MultiPolygon> common = intersection(area, m_shapes.of(f));
            if (!common) continue;
            const std::pair share(measure_ground(*common, m_scale).area_m2, f);
            if (share.first <= negligible * size) continue;
            if (!least || (by_share ? share < *least : precedes(least->second, f))) least = share;
        }
        return least ? std::optional(least->second) : std::nullopt;
    }

    /// What a vertex has to do with faulty regions: nothing, only with such as stay, with one that is given away.
    enum class At : std::uint8_t { no_region, region_that_stays, region_given_away };

    void give_away_regions() {
        m_at.assign(static_cast<std::size_t>(m_ground.vertex_count()), At::no_region);
        const std::vector<char> faulty = faulty_regions(m_ground);
        for (std::int32_t r = 0; r < m_ground.region_count(); ++r) {
            if (faulty[static_cast<std::size_t>(r)] == 0) continue;
            const At given = give(r) ? At::region_given_away : At::region_that_stays;
            for (const BorderEdge& edge : m_ground.border(r)) {
                At& at = m_at[static_cast<std::size_t>(edge.from)];
                at = std::max(at, given);
            }
        }
    }

    bool give(std::int32_t region) {
        const MultiPolygon area = region_polygons(m_ground, region);
        if (area.empty() || is_wide(area)) return false;
        if (m_ground.winding(region) > 1) return give_overlap(region, area);
        if (m_ground.winding(region) != 0) return false;
        const bool is_known = m_options.is_known_gap && m_options.is_known_gap(area);
        return !is_known && give_gap(region);
    }

    bool give_gap(std::int32_t region) {
        const RegionNeighbours neighbours = neighbours_of(m_ground, region, m_scale);
        std::vector<std::int32_t> takers;  // the longest border first
        for (const auto& [feature, length] : neighbours.beyond) {
            if (!m_left_alone.contains(feature)) takers.push_back(feature);
        }
        if (takers.empty()) return false;
        const auto better = [this](std::int32_t a, std::int32_t b) { return precedes(a, b); };
        const bool by_border = m_options.rule == GroundRule::longest_border;
        Edit& edit = edit_of(by_border ? takers.front() : *std::ranges::min_element(takers, better), region);
        for (const BorderEdge& edge : m_ground.border(region))
            edit.added.emplace_back(m_ground.at(edge.from), m_ground.at(edge.to));
        ++edit.gained;
        return true;
    }

    bool give_overlap(std::int32_t region, const MultiPolygon& area) {
        const std::vector<std::int32_t> giving = losers(region, area);
        if (std::ranges::any_of(giving, [this](std::int32_t f) { return m_left_alone.contains(f); })) return false;
        for (const std::int32_t loser : giving) {
            Edit& edit = edit_of(loser, region);
            for (const BorderEdge& edge : m_ground.border(region))
                edit.added.emplace_back(m_ground.at(edge.to), m_ground.at(edge.from));
            ++edit.lost;
        }
        return !giving.empty();
    }

    Edit& edit_of(std::int32_t feature, std::int32_t region) {
        Edit& edit = m_edits[feature];
        if (!edit.at) edit.at = m_ground.at(m_ground.border(region).front().from);
        return edit;
    }

    /// The features that cover the whole region, but for the one that keeps it. Where others cover parts of it, they
    /// keep these. Empty if there is no telling.
    std::vector<std::int32_t> losers(std::int32_t region, const MultiPolygon& area) {
        const double size = measure_ground(area, m_scale).area_m2;
        std::vector<std::int32_t> whole;
        std::vector<std::int32_t> parts;  // those that cover a part of it
        for (const std::int32_t f : m_index.meeting(box_of(area))) {
            if (m_duplicates.contains(f)) continue;
            const std::optional<MultiPolygon> common = intersection(area, m_shapes.of(f));
            if (!common) return {};
            const double share = measure_ground(*common, m_scale).area_m2 / size;
            if (share > 1 - negligible)
                whole.push_back(f);
            else if (share > negligible)
                parts.push_back(f);
        }
        const auto depth = static_cast<std::size_t>(m_ground.winding(region));
        const bool by_border = m_options.rule == GroundRule::longest_border;
        const auto goes_before = [this](std::int32_t a, std::int32_t b) { return precedes(a, b); };
        if (!parts.empty() && !by_border && !whole.empty()) {
            const auto last_part = std::ranges::max_element(parts, goes_before);
            const auto first_whole = std::ranges::min_element(whole, goes_before);
            if (precedes(*first_whole, *last_part)) return {};  // cut_round follows the rule there
        }
        if (!parts.empty()) return whole.size() + 1 == depth ? whole : std::vector<std::int32_t>{};
        if (whole.size() != depth) return {};
        if (!by_border) {
            whole.erase(
                std::ranges::min_element(whole, [this](std::int32_t a, std::int32_t b) { return precedes(a, b); }));
            return whole;
        }
        // What a feature keeps is joined to it along the borders of the others: the least border of its own, the
        // longest common border.
        const RegionNeighbours neighbours = neighbours_of(m_ground, region, m_scale);
        const auto own_border = [&](std::int32_t f) {
            const auto found = std::ranges::find(neighbours.covering, f, &Shares::value_type::first);
            return found == neighbours.covering.end() ? 0.0 : found->second;
        };
        whole.erase(std::ranges::min_element(whole, {}, own_border));
        return whole;
    }

    /// Every loose segment that passes a vertex, or ends beside it, gets it.
    void take_in_vertices() {
        std::vector<std::tuple<std::int32_t, std::int32_t>> passings;  // segment, vertex
        for (const LoosePiece& piece : m_ground.all_pieces()) {
            passings.emplace_back(piece.segment, piece.from);
            passings.emplace_back(piece.segment, piece.to);
        }
        std::ranges::sort(passings);
        const auto rest = std::ranges::unique(passings);
        passings.erase(rest.begin(), rest.end());
        for (std::size_t first = 0, last = 0; first < passings.size(); first = last) {
            const std::int32_t segment = std::get<0>(passings[first]);
            const LooseSegment& s = m_ground.segments()[static_cast<std::size_t>(segment)];
            std::vector<Point> chain;
            for (last = first; last < passings.size() && std::get<0>(passings[last]) == segment; ++last) {
                const std::int32_t vertex = std::get<1>(passings[last]);
                const bool is_end = vertex == m_ground.vertex_of(s.a) || vertex == m_ground.vertex_of(s.b);
                if (is_end || m_at[static_cast<std::size_t>(vertex)] != At::region_that_stays)
                    chain.push_back(m_ground.at(vertex));
            }
            const auto ahead = [&s](const Point& p) {
                return (p.x - s.a.x) * (s.b.x - s.a.x) + (p.y - s.a.y) * (s.b.y - s.a.y);
            };
            std::ranges::sort(chain, {}, ahead);
            if (chain.size() == 2 && chain.front() == s.a && chain.back() == s.b) continue;
            if (m_left_alone.contains(s.owner)) continue;
            Edit& edit = m_edits[s.owner];
            if (!edit.at) edit.at = chain[chain.size() / 2];
            m_chains.emplace(std::tuple(s.owner, s.a, s.b), std::move(chain));
        }
    }

    std::optional<MendedFeature> apply(std::int32_t feature, const Edit& edit) const {
        MendedFeature result{feature, {}, 0, edit.gained, edit.lost, edit.at.value_or(Point{})};
        std::vector<DirectedSegment> before;
        for (const Polygon& polygon : m_features[static_cast<std::size_t>(feature)]) {
            add_segments(polygon.shell, false, before);
            for (const Ring& hole : polygon.holes)
                add_segments(hole, true, before);
        }
        std::vector<DirectedSegment> segments = edit.added;
        for (const auto& [a, b] : before) {
            const auto found = m_chains.find({feature, a, b});
            if (found == m_chains.end()) {
                segments.emplace_back(a, b);
                continue;
            }
            const std::vector<Point>& chain = found->second;
            for (std::size_t i = 1; i < chain.size(); ++i)
                segments.emplace_back(chain[i - 1], chain[i]);
            result.vertices += static_cast<int>(chain.size()) - 2;
        }
        cancel_opposites(segments);
        result.geometry = assemble_polygons(std::move(segments));
        if (result.geometry.empty()) return std::nullopt;
        return result;
    }

    std::span<const MultiPolygon> m_features;
    const LeftAlone& m_left_alone;
    const RepairOptions& m_options;
    double m_limit_m;
    GroundScale m_scale;
    PolygonIndex m_index;
    ValidShapes m_shapes;
    LooseArrangement m_ground;
    std::set<std::int32_t> m_duplicates;
    std::vector<At> m_at;                          ///< by vertex
    std::map<std::int32_t, std::int64_t> m_areas;  ///< as far as they were asked for
    std::map<std::int32_t, Edit> m_edits;
    std::map<std::tuple<std::int32_t, Point, Point>, std::vector<Point>> m_chains;  ///< what loose segments become
};

}  // namespace

void find_owners(std::span<const MultiPolygon> features, VertexOwners& owners) {
    const auto look_at = [&owners](const Ring& ring, std::size_t f) {
        for (const Point& p : ring) {
            const auto found = owners.find(p);
            if (found != owners.end()) found->second.insert(static_cast<std::int32_t>(f));
        }
    };
    for (std::size_t f = 0; f < features.size(); ++f) {
        for (const Polygon& polygon : features[f]) {
            look_at(polygon.shell, f);
            for (const Ring& hole : polygon.holes)
                look_at(hole, f);
        }
    }
}

std::vector<MendedFeature> mend_round(std::span<const MultiPolygon> features, const RepairOptions& options,
                                      const LeftAlone& left_alone) {
    const SegmentMatches matches = match_segments(features, {}, {});
    if (matches.loose.empty()) return {};
    return Round(features, options, left_alone, matches).run();
}

std::vector<MendedFeature> cut_round(std::span<const MultiPolygon> features, const RepairOptions& options,
                                     const LeftAlone& left_alone) {
    const SegmentMatches matches = match_segments(features, {}, {});
    if (matches.loose.empty()) return {};
    return Round(features, options, left_alone, matches).cut();
}

}  // namespace grid
