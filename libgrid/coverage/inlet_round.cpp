#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/loose_arrangement.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/coverage/region_faults.hpp"
#include "libgrid/coverage/repair_round.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

namespace {

class InletRound {
public:
    InletRound(std::span<const MultiPolygon> features, const RepairOptions& options, const LeftAlone& left_alone,
               std::span<const LooseSegment> loose)
        : m_features(features),
          m_options(options),
          m_left_alone(left_alone),
          m_index(features),
          m_strips(open_strips(LooseArrangement(loose, options.scale), options.scale, options.gap_width_m)) {}

    std::vector<MendedFeature> run() {
        for (const OpenStrips& strips : m_strips)
            give(strips);
        std::vector<MendedFeature> mended;
        for (auto& [feature, parts] : m_taken) {
            MendedFeature result;
            result.feature = feature;
            result.gained = static_cast<int>(parts.size());
            result.at = parts.front().shell.front();
            const MultiPolygon& own = m_features[static_cast<std::size_t>(feature)];
            parts.insert(parts.end(), own.begin(), own.end());
            std::optional<MultiPolygon> together = make_valid(parts);
            if (!together) continue;
            result.geometry = std::move(*together);
            mended.push_back(std::move(result));
        }
        return mended;
    }

private:
    void give(const OpenStrips& strips) {
        std::vector<std::int32_t> takers;
        for (const std::int32_t feature : {strips.first, strips.second}) {
            if (!m_left_alone.contains(feature)) takers.push_back(feature);
        }
        std::optional<MultiPolygon> free = make_valid(strips.area);
        if (takers.empty() || !free) return;
        if (m_options.is_known_gap && m_options.is_known_gap(*free)) return;
        for (const std::int32_t feature : m_index.meeting(box_of(*free))) {
            if (free) free = difference(*free, m_features[static_cast<std::size_t>(feature)]);
        }
        for (const auto& [feature, parts] : m_taken) {
            if (free && box_of(*free).meets(box_of(parts))) free = difference(*free, parts);
        }
        if (!free || free->empty()) return;
        MultiPolygon& taken = m_taken[taker_of(takers)];
        taken.insert(taken.end(), free->begin(), free->end());
    }

    /// Both sides of a strip are about as long: by default the larger feature takes it.
    std::int32_t taker_of(const std::vector<std::int32_t>& takers) const {
        if (m_options.rule == GroundRule::first) return *std::ranges::min_element(takers);
        const auto area = [this](std::int32_t f) {
            return rounded_area(m_features[static_cast<std::size_t>(f)], m_options.scale);
        };
        if (m_options.rule == GroundRule::smallest) return *std::ranges::min_element(takers, {}, area);
        return *std::ranges::max_element(takers, {}, area);
    }

    std::span<const MultiPolygon> m_features;
    const RepairOptions& m_options;
    const LeftAlone& m_left_alone;
    PolygonIndex m_index;
    std::vector<OpenStrips> m_strips;
    std::map<std::int32_t, MultiPolygon> m_taken;
};

}  // namespace

std::vector<MendedFeature> inlet_round(std::span<const MultiPolygon> features, const RepairOptions& options,
                                       const LeftAlone& left_alone) {
    if (!options.close_inlets || !(options.gap_width_m > 0)) return {};
    const SegmentMatches matches = match_segments(features, {}, {});
    if (matches.loose.empty()) return {};
    return InletRound(features, options, left_alone, matches.loose).run();
}

}  // namespace grid
