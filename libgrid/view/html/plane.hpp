#pragma once

// For the files of this stage only: the plane on which the page draws its map.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/projection.hpp"

namespace grid {

/// Whole steps on a plane with the y axis to the north: the coordinates of the page. Small numbers take little room.
class PagePlane {
public:
    /// Chooses the plane (choose_work_plane(): lengths are true, to about 1 %) and how fine it is. Throws GeometryError
    /// for coordinates that cannot be projected.
    explicit PagePlane(const GridLayer& layer);

    /// How far a line may be from where it is: a 20,000th of the longer side of the map, but no more than a 50th of the
    /// width of a usual grid (the root of the median area), and no less than half a metre.
    [[nodiscard]] double tolerance_m() const { return m_tolerance_m; }
    [[nodiscard]] double step_m() const { return m_tolerance_m / 4; }

    /// CRS of the layer -> metres on the plane.
    [[nodiscard]] const Projection& projection() const { return *m_projection; }

    /// Whether anything of the box, in the CRS of the layer, is on the map or at most a tenth of its size beside it.
    [[nodiscard]] bool shows(const Box& box) const;

    /// Metres on the plane -> whole steps from the south-western corner.
    void to_steps(std::span<Point> metres) const;

    /// CRS of the layer -> steps; nothing for a point that is not shown.
    [[nodiscard]] std::optional<Point> steps_of(const Point& point) const;

    /// The grids of the layer with fewer vertices, in steps: shells counter-clockwise, holes clockwise, no two equal
    /// points side by side. A grid that is smaller than the steps has no polygon.
    [[nodiscard]] std::vector<MultiPolygon> simplified(std::vector<MultiPolygon> features) const;

private:
    Box m_shown;  ///< in the CRS of the layer
    Point m_origin;
    double m_tolerance_m = 0;
    std::unique_ptr<Projection> m_projection;
};

}  // namespace grid
