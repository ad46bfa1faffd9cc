#include "libgrid/coverage/ground_beyond.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>

#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/feature_shapes.hpp"
#include "libgrid/coverage/inscribed_width.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

namespace {

/// Ground that polygons cover.
class CoveredGround {
public:
    explicit CoveredGround(const FeatureShapes& shapes)
        : m_shapes(shapes), m_polygons(shapes), m_outline(outline_boxes(shapes)) {}

    /// What of a polygon is not covered; nothing if GEOS cannot say.
    [[nodiscard]] MultiPolygon rest_of(const MultiPolygon& polygon) const {
        const Box box = box_of(polygon);
        if (box.empty()) return {};
        // Where the outline of the ground is not near, all of the box is covered or none of it.
        if (m_outline.find(box).empty() && !m_polygons.holding(polygon.front().shell.front()).empty()) return {};
        MultiPolygon rest = polygon;
        for (const std::int32_t i : m_polygons.meeting(box)) {
            std::optional<MultiPolygon> less = difference(rest, m_shapes[static_cast<std::size_t>(i)]);
            if (!less || less->empty()) return {};
            rest = std::move(*less);
        }
        return rest;
    }

private:
    /// Boxes of all segments that are not between two polygons, each on one side: the outline is among them.
    static std::vector<BoxIndex::Entry> outline_boxes(const FeatureShapes& shapes) {
        std::vector<BoxIndex::Entry> boxes;
        for (const LooseSegment& segment : match_segments(shapes, {}, {}).loose) {
            Box box;
            box.add(segment.a);
            box.add(segment.b);
            boxes.emplace_back(box, static_cast<std::int32_t>(boxes.size()));
        }
        return boxes;
    }

    const FeatureShapes& m_shapes;
    PolygonIndex m_polygons;
    BoxIndex m_outline;
};

}  // namespace

MultiPolygon ground_beyond(const std::vector<MultiPolygon>& polygons, const std::vector<MultiPolygon>& others,
                           const GroundScale& scale, double width_m, int threads) {
    std::vector<MultiPolygon> beyond(polygons.size());
    run_on_threads(threads, [&] {
        const MendedShapes mended = make_features_valid(polygons, find_invalid_features(polygons));
        const MendedShapes other_mended = make_features_valid(others, find_invalid_features(others));
        const FeatureShapes shapes(polygons, mended);
        const FeatureShapes other_shapes(others, other_mended);
        const CoveredGround covered(other_shapes);
        tbb::parallel_for(std::size_t{0}, polygons.size(), [&](std::size_t i) {
            for (Polygon& part : covered.rest_of(shapes[i])) {
                const MultiPolygon alone{part};
                if (is_wider(alone, width_m, scale)) beyond[i].push_back(std::move(part));
            }
        });
    });
    MultiPolygon all;
    for (MultiPolygon& parts : beyond)
        std::ranges::move(parts, std::back_inserter(all));
    return all;
}

bool is_same_ground(const MultiPolygon& a, const MultiPolygon& b, const GroundScale& scale, double width_m) {
    return ground_beyond({a}, {b}, scale, width_m, 1).empty() && ground_beyond({b}, {a}, scale, width_m, 1).empty();
}

}  // namespace grid
