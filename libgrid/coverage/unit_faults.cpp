#include "libgrid/coverage/unit_faults.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/loose_arrangement.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/region_faults.hpp"

namespace grid {

namespace {

class UnitSearch {
public:
    UnitSearch(const UnitLoose& loose, const FeatureShapes& features, const PolygonIndex& feature_index,
               const PolygonIndex& unit_index, const CoverageOptions& options)
        : m_unit(loose.unit),
          m_feature_index(feature_index),
          m_unit_index(unit_index),
          m_options(options),
          m_feature_shapes(features),
          m_unit_shapes(options.units),
          m_ground(loose.segments, options.scale) {}

    std::vector<CoverageDefect> run() {
        for (std::int32_t r = 0; r < m_ground.region_count(); ++r) {
            if (r == m_ground.outside() || m_ground.winding(r) == 0) continue;
            const MultiPolygon area = region_polygons(m_ground, r);
            if (area.empty()) continue;
            if (m_ground.winding(r) < 0)
                add_uncovered(r, area);
            else
                add_outside(area);
        }
        return std::move(m_defects);
    }

private:
    [[nodiscard]] bool is_thin(const MultiPolygon& area) const {
        return measure_ground(area, m_options.scale).mean_width_m() < m_options.outline_tolerance_m;
    }

    /// The unit, or all that the area may lie in.
    [[nodiscard]] std::vector<std::int32_t> units_near(const MultiPolygon& area) const {
        return m_unit >= 0 ? std::vector<std::int32_t>{m_unit} : m_unit_index.meeting(box_of(area));
    }

    [[nodiscard]] bool is_of_unit(std::int32_t feature) const {
        return m_unit < 0 || m_options.unit_of[static_cast<std::size_t>(feature)] == m_unit;
    }

    [[nodiscard]] std::vector<std::int32_t> features_near(const MultiPolygon& area) const {
        std::vector<std::int32_t> found = m_feature_index.meeting(box_of(area));
        std::erase_if(found, [this](std::int32_t f) { return !is_of_unit(f); });
        return found;
    }

    void add(std::string_view code, MultiPolygon area, std::int32_t unit, std::int32_t feature, std::int32_t other,
             std::vector<std::int32_t> features) {
        CoverageDefect defect = area_defect(code, std::move(area), m_options.scale);
        defect.unit = unit;
        defect.feature = feature;
        defect.other = other;
        defect.features = std::move(features);
        m_defects.push_back(std::move(defect));
    }

    void add_uncovered(std::int32_t region, const MultiPolygon& area) {
        const RegionNeighbours neighbours = neighbours_of(m_ground, region, m_options.scale);
        std::vector<std::int32_t> features = neighbours.features();
        const bool sound =
            std::ranges::all_of(features, [this](std::int32_t f) { return m_feature_shapes.is_valid(f); });
        std::vector<std::int32_t> by_length;
        bool at_outline = false;
        for (const auto& [owner, length] : neighbours.beyond) {
            if (owner >= 0) by_length.push_back(owner);
        }
        for (const Shares& shares : {neighbours.beyond, neighbours.covering})
            at_outline = at_outline || std::ranges::any_of(shares, [](const auto& s) { return s.first < 0; });
        if (at_outline && is_thin(area)) return;
        const std::string_view code = at_outline ? coverage_code::uncovered : coverage_code::gap;
        const std::int32_t feature = by_length.empty() ? -1 : by_length[0];
        const std::int32_t other = by_length.size() > 1 ? by_length[1] : -1;
        for (const std::int32_t unit : units_near(area)) {
            std::optional<MultiPolygon> part = area;
            if (m_unit < 0) part = intersection(area, m_unit_shapes.of(unit));
            if (part && !sound) part = without_features(std::move(*part));
            if (!part || part->empty() || (m_unit < 0 && is_thin(*part))) continue;
            add(code, std::move(*part), unit, feature, other, features);
        }
    }

    std::optional<MultiPolygon> without_features(MultiPolygon area) {
        for (const std::int32_t f : features_near(area)) {
            std::optional<MultiPolygon> rest = difference(area, m_feature_shapes.of(f));
            if (!rest) return std::nullopt;
            area = std::move(*rest);
            if (is_thin(area)) return std::nullopt;
        }
        return area;
    }

    /// More features than units here: features overlap, or lie outside. Overlaps are found elsewhere.
    void add_outside(MultiPolygon area) {
        for (const std::int32_t unit : units_near(area)) {
            std::optional<MultiPolygon> rest = difference(area, m_unit_shapes.of(unit));
            if (!rest) return;
            area = std::move(*rest);
        }
        if (is_thin(area)) return;
        for (const std::int32_t f : features_near(area)) {
            std::optional<MultiPolygon> part = intersection(area, m_feature_shapes.of(f));
            if (!part || is_thin(*part)) continue;
            const std::vector<std::int32_t> units = m_unit_index.meeting(box_of({m_feature_shapes.of(f)}));
            const std::int32_t unit = m_unit >= 0 ? m_unit : (units.empty() ? -1 : units.front());
            add(coverage_code::outside_unit, std::move(*part), unit, f, -1, {f});
        }
    }

    std::int32_t m_unit;
    const PolygonIndex& m_feature_index;
    const PolygonIndex& m_unit_index;
    const CoverageOptions& m_options;
    ValidShapes m_feature_shapes;
    ValidShapes m_unit_shapes;
    LooseArrangement m_ground;
    std::vector<CoverageDefect> m_defects;
};

}  // namespace

std::vector<CoverageDefect> unit_faults(const UnitLoose& loose, const FeatureShapes& features,
                                        const PolygonIndex& feature_index, const PolygonIndex& unit_index,
                                        const CoverageOptions& options) {
    return UnitSearch(loose, features, feature_index, unit_index, options).run();
}

}  // namespace grid
