#include "libgrid/coverage/polygon_index.hpp"

#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

using Corner = boost::geometry::model::d2::point_xy<double>;
using TreeBox = boost::geometry::model::box<Corner>;
using Item = std::pair<TreeBox, std::int32_t>;

TreeBox to_tree(const Box& box) {
    return {Corner(box.min_x, box.min_y), Corner(box.max_x, box.max_y)};
}

}  // namespace

struct PolygonIndex::Tree {
    boost::geometry::index::rtree<Item, boost::geometry::index::quadratic<16>> items;
};

PolygonIndex::PolygonIndex(std::span<const MultiPolygon> polygons) : m_polygons(polygons) {
    std::vector<Item> items;
    items.reserve(polygons.size());
    for (std::size_t i = 0; i < polygons.size(); ++i) {
        const Box box = box_of(polygons[i]);
        if (!box.empty()) items.emplace_back(to_tree(box), static_cast<std::int32_t>(i));
    }
    m_tree = std::make_unique<Tree>(Tree{decltype(Tree::items)(items)});
}

PolygonIndex::PolygonIndex(PolygonIndex&&) noexcept = default;
PolygonIndex& PolygonIndex::operator=(PolygonIndex&&) noexcept = default;
PolygonIndex::~PolygonIndex() = default;

std::vector<std::int32_t> PolygonIndex::meeting(const Box& box) const {
    std::vector<std::int32_t> found;
    if (box.empty()) return found;
    const auto& tree = m_tree->items;
    for (auto it = tree.qbegin(boost::geometry::index::intersects(to_tree(box))); it != tree.qend(); ++it)
        found.push_back(it->second);
    std::ranges::sort(found);
    return found;
}

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
    if (is_new) {
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
