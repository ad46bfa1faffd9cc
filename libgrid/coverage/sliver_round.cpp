#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/repair_round.hpp"
#include "libgrid/coverage/ring_assembly.hpp"

namespace grid {

namespace {

std::vector<DirectedSegment> segments_of(std::span<const Polygon> polygons) {
    std::vector<DirectedSegment> segments;
    for (const Polygon& polygon : polygons) {
        add_segments(polygon.shell, false, segments);
        for (const Ring& hole : polygon.holes)
            add_segments(hole, true, segments);
    }
    return segments;
}

/// A part of a feature that is too narrow.
struct Sliver {
    std::int32_t feature = 0;
    std::size_t part = 0;
    std::map<std::int32_t, double> borders{};  ///< metres, by the feature beyond
};

class SliverRound {
public:
    SliverRound(std::span<const MultiPolygon> features, const RepairOptions& options, const LeftAlone& left_alone)
        : m_features(features), m_options(options), m_left_alone(left_alone) {}

    std::vector<MendedFeature> run() {
        find_slivers();
        if (m_slivers.empty()) return {};
        find_borders();
        for (const Sliver& sliver : m_slivers)
            give(sliver);
        std::vector<MendedFeature> mended;
        for (auto& [feature, result] : m_mended)
            mended.push_back(std::move(result));
        return mended;
    }

private:
    void find_slivers() {
        for (std::size_t f = 0; f < m_features.size(); ++f) {
            const auto feature = static_cast<std::int32_t>(f);
            std::size_t narrow = 0;
            for (std::size_t part = 0; part < m_features[f].size(); ++part) {
                if (measure_ground(m_features[f][part], m_options.scale).mean_width_m() >= m_options.sliver_width_m)
                    continue;
                m_slivers.push_back({feature, part});
                ++narrow;
            }
            if (narrow == 0 || narrow < m_features[f].size()) continue;
            m_all_narrow.insert(feature);
            const bool must_stay = f < m_options.must_stay.size() && m_options.must_stay[f] != 0;
            if (must_stay) std::erase_if(m_slivers, [feature](const Sliver& s) { return s.feature == feature; });
        }
    }

    void find_borders() {
        std::map<DirectedSegment, std::size_t> wanted;  // what a neighbour has: which sliver it borders
        for (std::size_t i = 0; i < m_slivers.size(); ++i) {
            const MultiPolygon& own = m_features[static_cast<std::size_t>(m_slivers[i].feature)];
            for (const auto& [a, b] : segments_of({&own[m_slivers[i].part], 1}))
                wanted.emplace(DirectedSegment(b, a), i);
        }
        for (std::size_t f = 0; f < m_features.size(); ++f) {
            const auto feature = static_cast<std::int32_t>(f);
            if (m_all_narrow.contains(feature) || m_left_alone.contains(feature)) continue;
            for (const DirectedSegment& segment : segments_of(m_features[f])) {
                const auto found = wanted.find(segment);
                if (found == wanted.end() || m_slivers[found->second].feature == feature) continue;
                m_slivers[found->second].borders[feature] += m_options.scale.distance(segment.first, segment.second);
            }
        }
    }

    /// A feature gives or takes once a round.
    void give(const Sliver& sliver) {
        if (m_mended.contains(sliver.feature) || m_left_alone.contains(sliver.feature)) return;
        const auto longest = std::ranges::max_element(sliver.borders, {}, [](const auto& b) { return b.second; });
        if (longest == sliver.borders.end() || m_mended.contains(longest->first)) return;
        const MultiPolygon& own = m_features[static_cast<std::size_t>(sliver.feature)];
        std::vector<DirectedSegment> segments = segments_of(m_features[static_cast<std::size_t>(longest->first)]);
        const std::vector<DirectedSegment> more = segments_of({&own[sliver.part], 1});
        segments.insert(segments.end(), more.begin(), more.end());
        cancel_opposites(segments);
        MendedFeature taker;
        taker.feature = longest->first;
        taker.geometry = assemble_polygons(std::move(segments));
        taker.slivers_taken = 1;
        taker.at = own[sliver.part].shell.front();
        if (taker.geometry.empty()) return;
        MendedFeature giver;
        giver.feature = sliver.feature;
        giver.geometry = own;
        giver.geometry.erase(giver.geometry.begin() + static_cast<std::ptrdiff_t>(sliver.part));
        giver.slivers_given = 1;
        giver.at = taker.at;
        m_mended.emplace(taker.feature, std::move(taker));
        m_mended.emplace(giver.feature, std::move(giver));
    }

    std::span<const MultiPolygon> m_features;
    const RepairOptions& m_options;
    const LeftAlone& m_left_alone;
    std::vector<Sliver> m_slivers;
    std::set<std::int32_t> m_all_narrow;  ///< features that are slivers as a whole
    std::map<std::int32_t, MendedFeature> m_mended;
};

}  // namespace

std::vector<MendedFeature> sliver_round(std::span<const MultiPolygon> features, const RepairOptions& options,
                                        const LeftAlone& left_alone) {
    if (!(options.sliver_width_m > 0)) return {};
    return SliverRound(features, options, left_alone).run();
}

}  // namespace grid
