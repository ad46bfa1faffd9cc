#pragma once

#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "libgrid/mesh/lattice_box.hpp"

namespace grid {

/// Packed R-tree over boxes with an index each.
class BoxIndex {
public:
    using Entry = std::pair<LatticeBox, std::int32_t>;

    explicit BoxIndex(const std::vector<Entry>& entries) {
        std::vector<Item> items;
        items.reserve(entries.size());
        for (const auto& [box, index] : entries)
            items.emplace_back(to_boost(box), index);
        m_tree = Tree(items);
    }

    /// Indices of the boxes that meet `box`, ascending.
    [[nodiscard]] std::vector<std::int32_t> find(const LatticeBox& box) const {
        std::vector<std::int32_t> found;
        for (auto it = m_tree.qbegin(boost::geometry::index::intersects(to_boost(box))); it != m_tree.qend(); ++it) {
            found.push_back(it->second);
        }
        std::sort(found.begin(), found.end());
        return found;
    }

private:
    using Corner = boost::geometry::model::d2::point_xy<std::int64_t>;
    using Box = boost::geometry::model::box<Corner>;
    using Item = std::pair<Box, std::int32_t>;
    using Tree = boost::geometry::index::rtree<Item, boost::geometry::index::quadratic<16>>;

    static Box to_boost(const LatticeBox& box) { return {Corner(box.min.x, box.min.y), Corner(box.max.x, box.max.y)}; }

    Tree m_tree;
};

}  // namespace grid
