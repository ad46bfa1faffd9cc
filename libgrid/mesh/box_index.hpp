#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Packed R-tree over boxes with an index each.
class BoxIndex {
public:
    using Entry = std::pair<Box, std::int32_t>;

    /// Empty boxes are never found.
    explicit BoxIndex(const std::vector<Entry>& entries);
    BoxIndex(BoxIndex&&) noexcept;
    BoxIndex& operator=(BoxIndex&&) noexcept;
    ~BoxIndex();

    /// Indices of the boxes that meet `box`, ascending.
    [[nodiscard]] std::vector<std::int32_t> find(const Box& box) const;

private:
    struct Tree;
    std::unique_ptr<Tree> m_tree;
};

/// The boxes of polygons, with their places in the list.
[[nodiscard]] std::vector<BoxIndex::Entry> boxes_of(std::span<const MultiPolygon> all);

}  // namespace grid
