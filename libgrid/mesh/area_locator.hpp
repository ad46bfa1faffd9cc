#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "libgrid/mesh/box_index.hpp"
#include "libgrid/mesh/tessellate.hpp"

namespace grid {

/// Finds the area that holds a point, among many. Areas must not overlap, but for their borders.
class AreaLocator {
public:
    /// `areas[i]` holds the polygons of area i.
    explicit AreaLocator(const std::vector<std::vector<LatticeArea>>& areas);

    /// Index of the area that holds the point, its border included; the smallest index where several do; -1 if none
    /// does.
    [[nodiscard]] std::int32_t find(const LatticePoint& point) const;

    struct Hit {
        std::int32_t area = -1;
        bool on_border = false;  ///< the border is within reach: the point may count as outside as well
    };
    /// All areas that hold the point or whose border is no more than `reach` lattice steps away, ascending.
    [[nodiscard]] std::vector<Hit> find_all(const LatticePoint& point, std::int64_t reach) const;

private:
    /// The segments of one area, listed by horizontal slabs.
    struct Slabs {
        LatticeBox box;
        std::int64_t height = 1;
        std::vector<std::int32_t> offsets;
        std::vector<Segment> segments;  ///< running upward or level

        [[nodiscard]] bool holds(const LatticePoint& point) const;
        [[nodiscard]] bool has_border_within(const LatticePoint& point, std::int64_t reach) const;
        [[nodiscard]] std::size_t slab_of(std::int64_t y) const {
            return static_cast<std::size_t>((std::clamp(y, box.min.y, box.max.y) - box.min.y) / height);
        }
    };
    static Slabs make_slabs(const std::vector<LatticeArea>& polygons);

    std::vector<Slabs> m_areas;
    BoxIndex m_boxes;
};

}  // namespace grid
