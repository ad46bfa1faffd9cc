#include "libgrid/mesh/box_index.hpp"

#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <algorithm>

namespace grid {

namespace {

using Corner = boost::geometry::model::d2::point_xy<double>;
using TreeBox = boost::geometry::model::box<Corner>;
using Item = std::pair<TreeBox, std::int32_t>;

TreeBox to_tree(const Box& box) {
    return {Corner(box.min_x, box.min_y), Corner(box.max_x, box.max_y)};
}

std::vector<Item> to_items(const std::vector<BoxIndex::Entry>& entries) {
    std::vector<Item> items;
    items.reserve(entries.size());
    for (const auto& [box, index] : entries) {
        if (!box.empty()) items.emplace_back(to_tree(box), index);
    }
    return items;
}

}  // namespace

struct BoxIndex::Tree {
    boost::geometry::index::rtree<Item, boost::geometry::index::quadratic<16>> items;
};

BoxIndex::BoxIndex(const std::vector<Entry>& entries)
    : m_tree(std::make_unique<Tree>(Tree{decltype(Tree::items)(to_items(entries))})) {}

BoxIndex::BoxIndex(BoxIndex&&) noexcept = default;
BoxIndex& BoxIndex::operator=(BoxIndex&&) noexcept = default;
BoxIndex::~BoxIndex() = default;

std::vector<std::int32_t> BoxIndex::find(const Box& box) const {
    std::vector<std::int32_t> found;
    if (box.empty()) return found;
    const auto& tree = m_tree->items;
    for (auto it = tree.qbegin(boost::geometry::index::intersects(to_tree(box))); it != tree.qend(); ++it)
        found.push_back(it->second);
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<BoxIndex::Entry> boxes_of(std::span<const MultiPolygon> all) {
    std::vector<BoxIndex::Entry> boxes;
    boxes.reserve(all.size());
    for (const MultiPolygon& polygons : all)
        boxes.emplace_back(box_of(polygons), static_cast<std::int32_t>(boxes.size()));
    return boxes;
}

}  // namespace grid
