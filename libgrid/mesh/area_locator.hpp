#pragma once

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

private:
    /// The segments of one area, listed by horizontal slabs.
    struct Slabs {
        LatticeBox box;
        std::int64_t height = 1;
        std::vector<std::int32_t> offsets;
        std::vector<Segment> segments;  ///< running upward or level

        [[nodiscard]] bool holds(const LatticePoint& point) const;
    };
    static Slabs make_slabs(const std::vector<LatticeArea>& polygons);

    std::vector<Slabs> m_areas;
    BoxIndex m_boxes;
};

}  // namespace grid
