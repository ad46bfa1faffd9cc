
#include <array>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"

namespace grid {

namespace {

bool holds(const Box& box, const Point& p) {
    return p.x >= box.min_x && p.x <= box.max_x && p.y >= box.min_y && p.y <= box.max_y;
}

/// The corners of the box around a geometry.
std::array<Point, 4> corners_of(const MultiPolygon& geometry) {
    Box box;
    for (const Polygon& polygon : geometry) {
        for (const Point& p : polygon.shell)
            box.add(p);
    }
    return {Point{box.min_x, box.min_y}, {box.max_x, box.min_y}, {box.max_x, box.max_y}, {box.min_x, box.max_y}};
}

}  // namespace

void check_crs_area(CheckContext& context) {
    const GridTable& grids = context.grids;
    const std::optional<Box> area = area_of_use(grids.crs_wkt);
    if (!area) return;
    const CrsTransform to_degrees(grids.crs_wkt, geographic_crs(grids.crs_wkt));
    for (std::size_t row = 0; row < grids.rows.size(); ++row) {
        if (grids.geometry[row].empty()) continue;
        std::array<Point, 4> corners = corners_of(grids.geometry[row]);
        bool inside = true;
        try {
            to_degrees(corners);
            for (const Point& corner : corners)
                inside = inside && holds(*area, corner);
        } catch (const InputError&) {
            inside = false;
        }
        if (inside) continue;
        context.findings.add("outside_crs_area", static_cast<std::int64_t>(row),
                             grids.geometry[row].front().shell.front(),
                             msg("the feature lies outside the area of {}", crs_name(grids.crs_wkt)));
    }
}

}  // namespace grid
