#include "libgrid/coverage/lost_vertices.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

#include "libgrid/core/vertices.hpp"
#include "libgrid/mesh/area_locator.hpp"

namespace grid {

std::vector<Point> lost_vertices(ValidShapes& shapes, std::span<const std::int32_t> chosen,
                                 const std::vector<SettledFeature>& changed) {
    std::vector<Point> lost;
    for (const SettledFeature& feature : changed)
        std::ranges::set_difference(vertices_of(shapes.of(feature.feature)), vertices_of(feature.geometry),
                                    std::back_inserter(lost));
    if (lost.empty()) return lost;
    std::ranges::sort(lost);
    std::vector<std::reference_wrapper<const MultiPolygon>> before;
    for (const std::int32_t f : chosen)
        before.emplace_back(shapes.of(f));
    const AreaLocator locator(before);
    std::vector<Point> alone;  // each lies in the one that lost it, and is listed for each
    for (const Point& p : lost) {
        if (locator.find_all(p, 0, {1, 1}).size() <= 1) alone.push_back(p);
    }
    return alone;
}

}  // namespace grid
