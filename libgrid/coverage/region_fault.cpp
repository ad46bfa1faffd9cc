#include "libgrid/coverage/region_fault.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/inscribed_width.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/region_faults.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

class FaultPlaces {
public:
    FaultPlaces(const LooseArrangement& ground, std::vector<RegionFault> faults, double gap_width_m,
                const GroundScale& scale)
        : m_ground(ground), m_faults(std::move(faults)), m_gap_width_m(gap_width_m), m_scale(scale) {}

    std::vector<CoverageDefect> run() {
        cross_borders();
        return unite();
    }

private:
    using Pair = std::pair<std::int32_t, std::int32_t>;

    /// Narrow overlaps of two features that touch narrow gaps between the same two: their borders cross to and fro.
    void cross_borders() {
        const auto key_of = [](const RegionFault& fault) {
            return std::pair(fault.cluster, Pair(std::minmax(fault.feature, fault.other)));
        };
        struct Found {
            bool overlap = false;
            bool gap = false;
            bool wide = false;
        };
        std::map<std::pair<std::int32_t, Pair>, Found> places;
        for (const RegionFault& fault : m_faults) {
            const bool is_overlap = fault.code == coverage_code::overlap;
            if (!is_overlap && fault.features.size() != 2) continue;
            Found& found = places[key_of(fault)];
            (is_overlap ? found.overlap : found.gap) = true;
        }
        for (const RegionFault& fault : m_faults) {
            const auto place = places.find(key_of(fault));
            if (place == places.end() || !place->second.overlap || !place->second.gap || place->second.wide) continue;
            place->second.wide = is_wider(fault.area, m_gap_width_m, m_scale);
        }
        for (RegionFault& fault : m_faults) {
            if (fault.code == coverage_code::gap && fault.features.size() != 2) continue;
            const auto place = places.find(key_of(fault));
            if (!place->second.overlap || !place->second.gap || place->second.wide) continue;
            std::tie(fault.feature, fault.other) = place->first.second;
            fault.code = coverage_code::crossed_borders;
        }
    }

    using Key = std::tuple<std::string_view, std::int32_t, std::int32_t>;

    /// The faults of one code and pair that are one place: regions with a common border, or crossed borders of one
    /// cluster. By the first of them, in their order.
    [[nodiscard]] std::vector<std::vector<std::size_t>> places_of(const std::vector<std::size_t>& faults) const {
        DisjointSets sets(faults.size());
        std::map<std::int32_t, std::int32_t> first;  // by cluster or region: one of the faults
        for (std::size_t i = 0; i < faults.size(); ++i) {
            const RegionFault& fault = m_faults[faults[i]];
            const bool is_crossing = fault.code == coverage_code::crossed_borders;
            const auto k = static_cast<std::int32_t>(i);
            sets.unite(first.try_emplace(is_crossing ? fault.cluster : fault.region, k).first->second, k);
            if (is_crossing) continue;
            for (const BorderEdge& edge : m_ground.border(fault.region)) {
                if (const auto beyond = first.find(edge.beyond); beyond != first.end()) sets.unite(beyond->second, k);
            }
        }
        std::map<std::int32_t, std::vector<std::size_t>> places;
        for (std::size_t i = 0; i < faults.size(); ++i)
            places[sets.find(static_cast<std::int32_t>(i))].push_back(faults[i]);
        std::vector<std::vector<std::size_t>> result;
        for (auto& [root, members] : places)
            result.push_back(std::move(members));
        return result;
    }

    /// The ground of several faults as one. They share borders edge for edge, unless GEOS has cut them.
    [[nodiscard]] MultiPolygon united(std::vector<MultiPolygon> areas) const {
        if (areas.size() == 1) return std::move(areas.front());
        MultiPolygon all;
        for (MultiPolygon& area : areas)
            std::ranges::move(area, std::back_inserter(all));
        std::vector<DirectedSegment> segments;
        for (const Polygon& polygon : all) {
            add_segments(polygon.shell, false, segments);
            for (const Ring& hole : polygon.holes)
                add_segments(hole, true, segments);
        }
        cancel_opposites(segments);
        MultiPolygon whole = assemble_polygons(std::move(segments));
        constexpr double rounding = 1e-9;
        const double sum_m2 = measure_ground(all, m_scale).area_m2;
        const bool is_all = std::abs(measure_ground(whole, m_scale).area_m2 - sum_m2) <= rounding * sum_m2;
        return is_all && !find_invalid(whole) ? whole : make_valid(all).value_or(all);
    }

    /// One defect for all faults of one code and pair that are one place.
    std::vector<CoverageDefect> unite() {
        std::map<Key, std::vector<std::size_t>> groups;
        for (std::size_t i = 0; i < m_faults.size(); ++i)
            groups[{m_faults[i].code, m_faults[i].feature, m_faults[i].other}].push_back(i);
        std::vector<CoverageDefect> defects;
        for (const auto& [key, faults] : groups) {
            for (const std::vector<std::size_t>& place : places_of(faults)) {
                std::vector<MultiPolygon> areas;
                std::set<std::int32_t> features;
                for (const std::size_t i : place) {
                    areas.push_back(std::move(m_faults[i].area));
                    features.insert(m_faults[i].features.begin(), m_faults[i].features.end());
                }
                CoverageDefect defect = area_defect(std::get<0>(key), united(std::move(areas)), m_scale);
                defect.feature = std::get<1>(key);
                defect.other = std::get<2>(key);
                defect.features.assign(features.begin(), features.end());
                defects.push_back(std::move(defect));
            }
        }
        return defects;
    }

    const LooseArrangement& m_ground;
    std::vector<RegionFault> m_faults;
    double m_gap_width_m;
    GroundScale m_scale;
};

}  // namespace

std::vector<CoverageDefect> unite_faults(const LooseArrangement& ground, std::vector<RegionFault> faults,
                                         double gap_width_m, const GroundScale& scale) {
    return FaultPlaces(ground, std::move(faults), gap_width_m, scale).run();
}

}  // namespace grid
