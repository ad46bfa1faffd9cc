#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

/// Finds the area that holds a point, among many. Areas must not overlap, but for their borders. Exact.
///
/// The rule for a point on a border: it belongs to the area that a hand meets first which starts from the point to the
/// east and turns counter-clockwise. So of areas that cover the ground around it exactly one has it, and an area that
/// is divided passes it on to exactly one of its parts.
class AreaLocator {
public:
    /// The areas are not kept. Parts of an area may be in any order, rings may run in any direction.
    explicit AreaLocator(const std::vector<std::reference_wrapper<const MultiPolygon>>& areas);
    explicit AreaLocator(const std::vector<MultiPolygon>& areas);

    /// Index of the area that holds the point (where areas do overlap, the smallest); -1 if none does.
    [[nodiscard]] std::int32_t find(const Point& point) const;

    struct Hit {
        std::int32_t area = -1;
        bool on_border = false;  ///< the border is within reach: the point may count as outside as well
    };
    /// All areas that hold the point or whose border is no more than `reach_m` metres away, ascending.
    [[nodiscard]] std::vector<Hit> find_all(const Point& point, double reach_m, const MetricScale& scale) const;

private:
    using Side = std::pair<Point, Point>;  ///< running upward or level

    /// The sides of one area, listed by horizontal slabs.
    struct Slabs {
        Box box;
        double height = 1;
        std::vector<std::int32_t> offsets;
        std::vector<Side> sides;

        /// Whether the ground just to the east of the point, and a little less to the north, is in the area.
        [[nodiscard]] bool holds_east(const Point& point) const;
        /// The direction, as a point, of the first side at the point that the turning hand meets; null if there is
        /// none.
        [[nodiscard]] const Point* first_border(const Point& point) const;
        [[nodiscard]] bool has_border_within(const Point& point, double reach_m, const MetricScale& scale) const;
        [[nodiscard]] std::size_t slab_of(double y) const;
        template <typename Visit>
        void for_slab(double y, Visit&& visit) const;
    };
    static Slabs make_slabs(const MultiPolygon& polygons);

    std::vector<Slabs> m_areas;
    BoxIndex m_boxes;
};

}  // namespace grid
