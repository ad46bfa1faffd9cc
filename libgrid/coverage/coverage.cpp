#include "libgrid/coverage/coverage.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/coverage_search.hpp"
#include "libgrid/coverage/loose_arrangement.hpp"
#include "libgrid/coverage/loose_groups.hpp"
#include "libgrid/coverage/open_outlines.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/coverage/region_faults.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/coverage/unit_faults.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

void append(std::vector<CoverageDefect>& to, std::vector<CoverageDefect> from) {
    std::ranges::move(from, std::back_inserter(to));
}

class CoverageSearch {
public:
    CoverageSearch(const FeatureShapes& features, const CoverageOptions& options)
        : m_features(features), m_options(options) {}

    std::vector<CoverageDefect> run(SegmentMatches matches) {
        add_duplicates(matches);
        compare_features(matches);
        compare_units(matches);
        std::ranges::stable_sort(m_defects, {}, [](const CoverageDefect& d) {
            return std::tie(d.feature, d.other, d.code, d.at.x, d.at.y);
        });
        return std::move(m_defects);
    }

private:
    const PolygonIndex& index() {
        if (!m_index) m_index.emplace(m_features);
        return *m_index;
    }

    void add_duplicates(const SegmentMatches& matches) {
        for (const auto& [feature, earlier] : matches.duplicates) {
            const MultiPolygon& polygons = m_features[static_cast<std::size_t>(feature)];
            CoverageDefect defect = area_defect(coverage_code::duplicate, polygons, m_options.scale);
            defect.feature = feature;
            defect.other = earlier;
            defect.features = {earlier, feature};
            defect.message = msg("the same geometry as another feature");
            m_defects.push_back(std::move(defect));
        }
    }

    void compare_features(SegmentMatches& matches) {
        std::vector<char> is_duplicate(m_features.size(), 0);
        for (const auto& [feature, earlier] : matches.duplicates)
            is_duplicate[static_cast<std::size_t>(feature)] = 1;
        // Farther apart than any gap that is looked for, whatever the latitude.
        const double apart =
            100 * std::max(m_options.gap_width_m, m_options.slit_width_m) / m_options.scale.metres_per_unit;
        ValidShapes shapes(m_features);
        for (const std::vector<LooseSegment>& group : divide_into_groups(std::move(matches.loose), apart)) {
            const LooseArrangement ground(group, m_options.scale);
            std::vector<char> faulty = faulty_regions(ground);
            if (std::ranges::find(faulty, 1) != faulty.end()) {
                append(m_defects,
                       region_faults(ground, {m_features, index(), shapes, m_options.scale, m_options.gap_width_m},
                                     is_duplicate, m_options.units.empty(), faulty));
            }
            append(m_defects, apart_from_areas(in_layer(vertex_faults(
                                  ground, faulty, [this](const LooseSegment& segment) { return is_open(segment); }))));
            if (m_options.gap_width_m > 0 && m_options.units.empty())
                append(m_defects, narrow_gaps(ground, m_options.scale, m_options.gap_width_m));
            if (m_options.slit_width_m > 0 && m_options.units.empty())
                append(m_defects, slits(ground, m_options.scale, m_options.slit_width_m));
        }
    }

    /// Whether the segment lies where its unit has nothing to match.
    bool is_open(const LooseSegment& segment) {
        if (m_options.units.empty()) return false;
        if (!m_open) m_open.emplace(m_options.units, m_options.scale, m_options.outline_tolerance_m);
        return m_open->holds(segment);
    }

    /// Without the vertices that a feature has only since it was made valid: where its border crosses itself.
    std::vector<CoverageDefect> in_layer(std::vector<CoverageDefect> vertices) const {
        std::erase_if(vertices, [this](const CoverageDefect& v) {
            return (m_features.is_mended(v.feature) || m_features.is_mended(v.other)) &&
                   !has_vertex(m_features.in_layer(static_cast<std::size_t>(v.feature)), v.at) &&
                   !has_vertex(m_features.in_layer(static_cast<std::size_t>(v.other)), v.at);
        });
        return vertices;
    }

    static bool has_vertex(const MultiPolygon& polygons, const Point& point) {
        const auto has = [&point](const Ring& ring) { return std::ranges::find(ring, point) != ring.end(); };
        return std::ranges::any_of(polygons, [&has](const Polygon& polygon) {
            return has(polygon.shell) || std::ranges::any_of(polygon.holes, has);
        });
    }

    /// Without the vertices at the corners of an area that the same two features are at fault for already.
    std::vector<CoverageDefect> apart_from_areas(std::vector<CoverageDefect> vertices) const {
        if (vertices.empty()) return vertices;
        std::set<std::tuple<std::int32_t, std::int32_t, Point>> corners;
        for (const CoverageDefect& defect : m_defects) {
            for (const Polygon& polygon : defect.area) {
                for (const Point& p : polygon.shell)
                    corners.emplace(std::min(defect.feature, defect.other), std::max(defect.feature, defect.other), p);
            }
        }
        std::erase_if(vertices, [&](const CoverageDefect& v) {
            return corners.contains({std::min(v.feature, v.other), std::max(v.feature, v.other), v.at});
        });
        return vertices;
    }

    void compare_units(SegmentMatches& matches) {
        std::vector<UnitLoose>& units = matches.of_units;
        tbb::parallel_for(std::size_t{0}, units.size(), [&](std::size_t i) {
            cancel_chains(units[i].segments, m_options.scale, m_options.outline_tolerance_m);
        });
        std::erase_if(units, [](const UnitLoose& unit) { return unit.segments.empty(); });
        if (units.empty()) return;
        const PolygonIndex unit_index(m_options.units);
        const PolygonIndex& feature_index = index();
        std::vector<std::vector<CoverageDefect>> found(units.size());
        tbb::parallel_for(std::size_t{0}, units.size(), [&](std::size_t i) {
            found[i] = unit_faults(units[i], m_features, feature_index, unit_index, m_options);
        });
        for (std::vector<CoverageDefect>& defects : found)
            append(m_defects, std::move(defects));
    }

    FeatureShapes m_features;
    const CoverageOptions& m_options;
    std::optional<PolygonIndex> m_index;
    std::optional<OpenOutlines> m_open;
    std::vector<CoverageDefect> m_defects;
};

}  // namespace

std::vector<CoverageDefect> check_coverage(std::span<const MultiPolygon> features, const CoverageOptions& options) {
    if (!options.unit_of.empty()) {
        if (options.unit_of.size() != features.size())
            throw std::invalid_argument("the coverage check needs a unit for each feature");
        const auto units = static_cast<std::int32_t>(options.units.size());
        if (std::ranges::any_of(options.unit_of, [units](std::int32_t unit) { return unit < -1 || unit >= units; }))
            throw std::invalid_argument("a feature names a unit that there is not");
    }
    std::vector<CoverageDefect> defects;
    run_on_threads(options.threads, [&] {
        // A ring that turns the other way in places, or a hole outside its shell, would count against others there.
        const MendedShapes mended =
            make_features_valid(features, options.invalid ? *options.invalid : find_invalid_features(features));
        const FeatureShapes shapes(features, mended);
        SegmentMatches matches = match_segments(shapes, options.units, options.unit_of);
        defects = CoverageSearch(shapes, options).run(std::move(matches));
    });
    return defects;
}

std::vector<CoverageDefect> find_coverage_defects(std::span<const MultiPolygon> features,
                                                  const CoverageOptions& options, SegmentMatches matches) {
    return CoverageSearch(features, options).run(std::move(matches));
}

std::vector<std::int32_t> find_units(std::span<const MultiPolygon> features, std::span<const MultiPolygon> units) {
    std::vector<std::int32_t> found(features.size(), -1);
    const PolygonIndex index(units);
    tbb::parallel_for(std::size_t{0}, features.size(), [&](std::size_t i) {
        const std::optional<Point> point = inside_point(features[i]);
        if (!point) return;
        const std::vector<std::int32_t> holding = index.holding(*point);
        if (!holding.empty()) found[i] = holding.front();
    });
    return found;
}

}  // namespace grid
