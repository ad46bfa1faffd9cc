#include "libgrid/coverage/region_faults.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/inscribed_width.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/region_fault.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

// The overlay works on the coordinates of the features, a region on the lattice: what is thinner than two lattice steps
// may be rounding.
constexpr double rounding_m = 2e-5;

Shares by_length(const std::map<std::int32_t, double>& lengths) {
    Shares shares(lengths.begin(), lengths.end());
    std::ranges::stable_sort(shares, std::ranges::greater(), &Shares::value_type::second);
    return shares;
}

}  // namespace

std::vector<std::int32_t> RegionNeighbours::features() const {
    std::set<std::int32_t> all;
    for (const Shares& shares : {covering, beyond}) {
        for (const auto& [owner, length] : shares) {
            if (owner >= 0) all.insert(owner);
        }
    }
    return {all.begin(), all.end()};
}

RegionNeighbours neighbours_of(const LooseArrangement& ground, std::int32_t region, const GroundScale& scale) {
    std::map<std::int32_t, double> covering;
    std::map<std::int32_t, double> beyond;
    for (const BorderEdge& edge : ground.border(region)) {
        const double length = scale.distance(ground.at(edge.from), ground.at(edge.to));
        for (const LoosePiece& piece : ground.pieces(edge.edge)) {
            const std::int32_t owner = ground.segments()[static_cast<std::size_t>(piece.segment)].owner;
            (LooseArrangement::covers(piece, edge) ? covering : beyond)[owner] += length;
        }
    }
    return {by_length(covering), by_length(beyond)};
}

MultiPolygon region_polygons(const LooseArrangement& ground, std::int32_t region) {
    std::vector<DirectedSegment> segments;
    for (const BorderEdge& edge : ground.border(region))
        segments.emplace_back(ground.at(edge.from), ground.at(edge.to));
    return assemble_polygons(std::move(segments));
}

std::vector<char> faulty_regions(const LooseArrangement& ground) {
    std::vector<char> faulty(static_cast<std::size_t>(ground.region_count()), 0);
    for (std::int32_t r = 0; r < ground.region_count(); ++r)
        faulty[static_cast<std::size_t>(r)] = r != ground.outside() && ground.winding(r) != 1;
    return faulty;
}

CoverageDefect area_defect(std::string_view code, MultiPolygon area, const GroundScale& scale) {
    CoverageDefect defect;
    defect.code = code;
    const GroundMeasure size = measure_ground(area, scale);
    defect.area_m2 = size.area_m2;
    defect.width_m = inscribed_width_m(area, scale);
    const auto largest = std::ranges::max_element(
        area, {}, [&](const Polygon& polygon) { return measure_ground(polygon, scale).area_m2; });
    if (largest != area.end()) defect.at = inside_point({*largest}).value_or(largest->shell.front());
    defect.message = msg("{}, up to {:.4g} m wide", area_text(defect.area_m2), defect.width_m);
    defect.area = std::move(area);
    return defect;
}

namespace {

class RegionSearch {
public:
    RegionSearch(const LooseArrangement& ground, const FeatureGround& features, const std::vector<char>& duplicates,
                 std::vector<char>& faulty)
        : m_ground(ground),
          m_features(features),
          m_duplicates(duplicates),
          m_faulty(faulty),
          m_loose(loose_keys(ground.segments())) {}

    std::vector<CoverageDefect> run(bool gaps_wanted) {
        DisjointSets clusters = touching_regions();
        for (std::int32_t r = 0; r < m_ground.region_count(); ++r) {
            if (m_faulty[static_cast<std::size_t>(r)] == 0) continue;
            const std::size_t first = m_faults.size();
            if (m_ground.winding(r) > 1)
                add_overlap(r);
            else if (gaps_wanted)
                add_gap(r);
            for (std::size_t i = first; i < m_faults.size(); ++i) {
                m_faults[i].region = r;
                m_faults[i].cluster = clusters.find(r);
            }
        }
        return unite_faults(m_ground, std::move(m_faults), m_features.gap_width_m, m_features.scale);
    }

private:
    /// Faulty regions that have a vertex in common come from one mistake, as a rule.
    DisjointSets touching_regions() {
        DisjointSets sets(static_cast<std::size_t>(m_ground.region_count()));
        std::vector<std::int32_t> at(static_cast<std::size_t>(m_ground.vertex_count()), -1);
        for (std::int32_t r = 0; r < m_ground.region_count(); ++r) {
            if (m_faulty[static_cast<std::size_t>(r)] == 0) continue;
            for (const BorderEdge& edge : m_ground.border(r)) {
                std::int32_t& first = at[static_cast<std::size_t>(edge.from)];
                if (first < 0) first = r;
                sets.unite(first, r);
            }
        }
        return sets;
    }

    bool all_valid(const std::vector<std::int32_t>& features) {
        return std::ranges::all_of(features, [this](std::int32_t f) { return m_features.shapes.is_valid(f); });
    }

    [[nodiscard]] double mean_width(const MultiPolygon& area) const {
        return measure_ground(area, m_features.scale).mean_width_m();
    }

    [[nodiscard]] std::vector<std::int32_t> candidates(const MultiPolygon& area) const {
        std::vector<std::int32_t> found = m_features.index.meeting(box_of(area));
        std::erase_if(found, [this](std::int32_t f) { return m_duplicates[static_cast<std::size_t>(f)] != 0; });
        return found;
    }

    void add(std::string_view code, std::int32_t a, std::int32_t b, MultiPolygon area,
             std::vector<std::int32_t> features) {
        m_faults.push_back({code, std::min(a, b), std::max(a, b), std::move(area), std::move(features)});
    }

    void add_gap(std::int32_t region) {
        MultiPolygon area = region_polygons(m_ground, region);
        if (area.empty()) return;
        const RegionNeighbours neighbours = neighbours_of(m_ground, region, m_features.scale);
        std::vector<std::int32_t> features = neighbours.features();
        if (!all_valid(features) && is_covered(area)) return;
        const Shares& shares = neighbours.beyond.empty() ? neighbours.covering : neighbours.beyond;
        m_faults.push_back({coverage_code::gap, shares.front().first, shares.size() > 1 ? shares[1].first : -1,
                            std::move(area), std::move(features)});
    }

    /// Whether the features, made valid, cover most of the area after all.
    bool is_covered(const MultiPolygon& area) {
        double covered = 0;
        for (const std::int32_t f : candidates(area)) {
            if (const auto common = intersection(area, m_features.shapes.of(f)))
                covered += measure_ground(*common, m_features.scale).area_m2;
        }
        return covered > measure_ground(area, m_features.scale).area_m2 / 2;
    }

    void add_overlap(std::int32_t region) {
        MultiPolygon area = region_polygons(m_ground, region);
        if (area.empty()) return;
        const RegionNeighbours neighbours = neighbours_of(m_ground, region, m_features.scale);
        const std::vector<std::int32_t> near = candidates(area);
        const bool sound = all_valid(near);
        if (sound && mean_width(area) <= 2 * rounding_m && is_folded(area, near)) {
            m_faulty[static_cast<std::size_t>(region)] = 0;
            return;
        }
        constexpr std::int32_t pile = 32;  // so deep that pairs say nothing any more
        const bool is_pile = m_ground.winding(region) > pile;
        if (sound && !is_pile && !m_ground.is_crossed(region)) {
            const std::vector<std::int32_t> covering = covering_all(area, neighbours, near);
            if (covering.size() == static_cast<std::size_t>(m_ground.winding(region))) {
                for (std::size_t i = 0; i < covering.size(); ++i) {
                    for (std::size_t j = i + 1; j < covering.size(); ++j)
                        add(coverage_code::overlap, covering[i], covering[j], area, {covering[i], covering[j]});
                }
                return;
            }
        }
        if (!is_pile && (!sound || mean_width(area) > 2 * rounding_m)) {
            const std::size_t before = m_faults.size();
            add_pairs(area, near);
            if (m_faults.size() > before || !sound) return;
        }
        const std::optional<std::pair<std::int32_t, std::int32_t>> pair = some_pair(area, neighbours);
        if (pair) add(coverage_code::overlap, pair->first, pair->second, std::move(area), neighbours.features());
    }

    /// Rounding may fold a gap no wider than a step or two of the lattice over itself, so that it looks like an
    /// overlap: there the coordinates of the features decide.
    bool is_folded(const MultiPolygon& area, const std::vector<std::int32_t>& near) {
        const double wanted = measure_ground(area, m_features.scale).area_m2 / 4;
        const MultiPolygon window = around(box_of(area), rounding_m / m_features.scale.metres_per_unit);
        std::vector<MultiPolygon> parts;
        double common = 0;
        for (const std::int32_t f : near) {
            std::optional<MultiPolygon> part = intersection(window, m_features.shapes.of(f));
            if (!part) return false;
            for (const MultiPolygon& other : parts) {
                const std::optional<MultiPolygon> both = intersection(*part, other);
                if (!both) return false;
                common += measure_ground(*both, m_features.scale).area_m2;
                if (common >= wanted) return false;
            }
            parts.push_back(std::move(*part));
        }
        return true;
    }

    static MultiPolygon around(const Box& box, double by) {
        const Point low{box.min_x - by, box.min_y - by};
        const Point high{box.max_x + by, box.max_y + by};
        return {{.shell = {low, {high.x, low.y}, high, {low.x, high.y}, low}, .holes = {}}};
    }

    /// The features that cover a region as a whole, if there is none that covers a part of it only; else nothing. Loose
    /// segments do not pass through a region that is not crossed, so without a matched one there a feature covers all
    /// of it or nothing.
    std::vector<std::int32_t> covering_all(const MultiPolygon& area, const RegionNeighbours& neighbours,
                                           const std::vector<std::int32_t>& near) const {
        const Box box = box_of(area);
        if (std::ranges::any_of(near, [&](std::int32_t f) { return has_matched_segment(f, box); })) return {};
        const std::optional<Point> inside = inside_point(area);
        std::vector<std::int32_t> covering;
        for (const std::int32_t f : near) {
            const bool at_border =
                std::ranges::find(neighbours.covering, f, &Shares::value_type::first) != neighbours.covering.end();
            if (at_border || (inside && holds(m_features.features[static_cast<std::size_t>(f)], *inside)))
                covering.push_back(f);
        }
        return covering;
    }

    static bool holds(const MultiPolygon& polygons, const Point& point) {
        return std::ranges::any_of(
            polygons, [&](const Polygon& polygon) { return locate_in_polygon(point, polygon) == Side::inside; });
    }

    /// Whether a segment of the feature that is not loose may pass through the box.
    [[nodiscard]] bool has_matched_segment(std::int32_t feature, const Box& box) const {
        const auto passes = [&](const Ring& ring) {
            for (std::size_t i = 1; i < ring.size(); ++i) {
                const auto [x0, x1] = std::minmax(ring[i - 1].x, ring[i].x);
                const auto [y0, y1] = std::minmax(ring[i - 1].y, ring[i].y);
                if (x1 < box.min_x || x0 > box.max_x || y1 < box.min_y || y0 > box.max_y) continue;
                if (ring[i] != ring[i - 1] && !is_loose(feature, ring[i - 1], ring[i])) return true;
            }
            return false;
        };
        return std::ranges::any_of(m_features.features[static_cast<std::size_t>(feature)], [&](const Polygon& polygon) {
            return passes(polygon.shell) || std::ranges::any_of(polygon.holes, passes);
        });
    }

    using LooseKey = std::tuple<std::int32_t, Point, Point>;

    static std::vector<LooseKey> loose_keys(std::span<const LooseSegment> segments) {
        std::vector<LooseKey> keys;
        keys.reserve(segments.size());
        for (const LooseSegment& s : segments)
            keys.emplace_back(s.owner, std::min(s.a, s.b), std::max(s.a, s.b));
        std::ranges::sort(keys);
        return keys;
    }

    [[nodiscard]] bool is_loose(std::int32_t feature, const Point& a, const Point& b) const {
        return std::ranges::binary_search(m_loose, LooseKey(feature, std::min(a, b), std::max(a, b)));
    }

    void add_pairs(const MultiPolygon& area, const std::vector<std::int32_t>& near) {
        std::vector<std::pair<std::int32_t, MultiPolygon>> parts;
        for (const std::int32_t f : near) {
            std::optional<MultiPolygon> part = intersection(area, m_features.shapes.of(f));
            if (part && mean_width(*part) > rounding_m) parts.emplace_back(f, std::move(*part));
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            for (std::size_t j = i + 1; j < parts.size(); ++j) {
                std::optional<MultiPolygon> common = intersection(parts[i].second, parts[j].second);
                if (!common) continue;
                // Of an area that is one pair's as a whole the edges are known better.
                if (mean_width(*common) <= std::min(rounding_m, mean_width(area) / 2)) continue;
                add(coverage_code::overlap, parts[i].first, parts[j].first, std::move(*common),
                    {parts[i].first, parts[j].first});
            }
        }
    }

    /// Two of the features that cover an area: those that have a border there, else those at a point inside.
    [[nodiscard]] std::optional<std::pair<std::int32_t, std::int32_t>> some_pair(
        const MultiPolygon& area, const RegionNeighbours& neighbours) const {
        const Shares& covering = neighbours.covering;
        if (covering.size() > 1) return std::pair(covering[0].first, covering[1].first);
        std::vector<std::int32_t> found =
            m_features.index.holding(inside_point(area).value_or(area.front().shell.front()));
        std::erase_if(found, [this](std::int32_t f) { return m_duplicates[static_cast<std::size_t>(f)] != 0; });
        if (found.size() < 2) return std::nullopt;
        return std::pair(found[0], found[1]);
    }

    const LooseArrangement& m_ground;
    const FeatureGround& m_features;
    const std::vector<char>& m_duplicates;
    std::vector<char>& m_faulty;
    std::vector<LooseKey> m_loose;  ///< owner and ends, the smaller first; ascending
    std::vector<RegionFault> m_faults;
};

}  // namespace

std::vector<CoverageDefect> region_faults(const LooseArrangement& ground, const FeatureGround& features,
                                          const std::vector<char>& duplicates, bool gaps_wanted,
                                          std::vector<char>& faulty) {
    return RegionSearch(ground, features, duplicates, faulty).run(gaps_wanted);
}

}  // namespace grid
