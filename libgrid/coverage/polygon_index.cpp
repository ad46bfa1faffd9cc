#include "libgrid/coverage/polygon_index.hpp"

#include <algorithm>
#include <cstddef>

#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

std::vector<BoxIndex::Entry> boxes_of(const FeatureShapes& polygons) {
    std::vector<BoxIndex::Entry> boxes;
    boxes.reserve(polygons.size());
    for (std::size_t i = 0; i < polygons.size(); ++i)
        boxes.emplace_back(box_of(polygons[i]), static_cast<std::int32_t>(i));
    return boxes;
}

}  // namespace

PolygonIndex::PolygonIndex(FeatureShapes polygons) : m_polygons(polygons), m_boxes(boxes_of(polygons)) {}

std::vector<std::int32_t> PolygonIndex::holding(const Point& point) const {
    std::vector<std::int32_t> found = meeting({point.x, point.y, point.x, point.y});
    std::erase_if(found, [&](std::int32_t i) {
        return std::ranges::none_of(m_polygons[static_cast<std::size_t>(i)], [&](const Polygon& polygon) {
            return locate_in_polygon(point, polygon) != Side::outside;
        });
    });
    return found;
}

const std::optional<MultiPolygon>& ValidShapes::mended(std::int32_t i) {
    const auto [entry, is_new] = m_mended.try_emplace(i);
    if (is_new && !m_polygons.are_valid()) {
        const MultiPolygon& polygons = m_polygons[static_cast<std::size_t>(i)];
        if (find_invalid(polygons)) entry->second = make_valid(polygons).value_or(MultiPolygon{});
    }
    return entry->second;
}

const MultiPolygon& ValidShapes::of(std::int32_t i) {
    const std::optional<MultiPolygon>& other = mended(i);
    return other ? *other : m_polygons[static_cast<std::size_t>(i)];
}

bool ValidShapes::is_valid(std::int32_t i) {
    return !mended(i).has_value();
}

}  // namespace grid
