#include "libgrid/check/ground_beyond.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>

#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/feature_shapes.hpp"
#include "libgrid/coverage/inscribed_width.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/polygon_index.hpp"

namespace grid {

namespace {

/// What of a polygon lies in none of the others; nothing if GEOS cannot say.
MultiPolygon rest_of(const MultiPolygon& polygon, const FeatureShapes& others, const PolygonIndex& index) {
    MultiPolygon rest = polygon;
    for (const std::int32_t other : index.meeting(box_of(polygon))) {
        const MultiPolygon& taken = others[static_cast<std::size_t>(other)];
        if (rest == taken) return {};
        std::optional<MultiPolygon> less = difference(rest, taken);
        if (!less || less->empty()) return {};
        rest = std::move(*less);
    }
    return rest;
}

}  // namespace

MultiPolygon ground_beyond(const std::vector<MultiPolygon>& polygons, const std::vector<MultiPolygon>& others,
                           const GroundScale& scale, double width_m, int threads) {
    std::vector<MultiPolygon> beyond(polygons.size());
    run_on_threads(threads, [&] {
        const MendedShapes mended = make_features_valid(polygons, find_invalid_features(polygons));
        const MendedShapes other_mended = make_features_valid(others, find_invalid_features(others));
        const FeatureShapes shapes(polygons, mended);
        const FeatureShapes other_shapes(others, other_mended);
        const PolygonIndex index(other_shapes);
        tbb::parallel_for(std::size_t{0}, polygons.size(), [&](std::size_t i) {
            for (Polygon& part : rest_of(shapes[i], other_shapes, index)) {
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

}  // namespace grid
