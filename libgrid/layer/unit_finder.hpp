#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/ground.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

/// Where all units of the input lie, and which of them are own: the shard's, and not left out by the filter. Part of
/// read_ground().
class UnitFinder {
public:
    UnitFinder(const std::vector<Unit>& units, const Shard& shard);

    /// Index of the unit that holds the point, -1 if none does.
    [[nodiscard]] std::int32_t find(const Point& point) const { return m_locator.find(point); }
    /// Whether unit `unit`, an index or -1, is not own.
    [[nodiscard]] bool is_foreign(std::int32_t unit) const {
        return unit >= 0 && m_is_own[static_cast<std::size_t>(unit)] == 0;
    }
    [[nodiscard]] bool all_are_own() const { return m_all_are_own; }
    /// Whether the box of an own unit meets `box`.
    [[nodiscard]] bool meets_own(const Box& box) const;

private:
    std::vector<char> m_is_own;
    bool m_all_are_own;
    AreaLocator m_locator;
    BoxIndex m_own_boxes;
};

}  // namespace grid
