#pragma once

// For the files of this stage only: what one map shows, brought to its place on the page.

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libgrid/io/crs.hpp"
#include "libgrid/view/atlas/ground.hpp"
#include "libgrid/view/atlas/page.hpp"

namespace grid {

/// Where a map is: what of the work plane it shows, in metres, and where on the page.
struct MapFrame {
    Box view;
    Rect place;

    [[nodiscard]] double metres_per_point() const noexcept { return (view.max_x - view.min_x) / place.width; }
    [[nodiscard]] Point to_page(const Point& p) const noexcept {
        return {place.x + (p.x - view.min_x) / metres_per_point(), place.y + (view.max_y - p.y) / metres_per_point()};
    }
};

/// `extent` with a margin, widened to the shape of the place. An extent without width or height gets some.
[[nodiscard]] MapFrame frame_of(const Box& extent, const Rect& place);

/// What a map is about, in the CRS of the layer.
struct MapSubject {
    std::vector<const MultiPolygon*> items;     ///< coloured, with labels
    std::vector<const MultiPolygon*> outlines;  ///< drawn as boundaries
    std::vector<const MultiPolygon*> parts;     ///< micro-grids: what the items are made of
    std::vector<std::size_t> own_areas;         ///< of AtlasGround: no neighbours, ascending
};

/// All coordinates are points on the page; outside of the frame there is nothing.
struct MapScene {
    std::vector<MultiPolygon> items;
    std::vector<MultiPolygon> outlines;
    std::vector<LineString> borders;  ///< of the items, each once
    std::vector<MultiPolygon> parts;
    std::vector<LineString> part_borders;
    std::vector<MultiPolygon> others;
    std::vector<const std::string*> other_names;
    std::array<MultiLineString, line_kind_count> lines;
    MultiPolygon buildings;
    std::vector<Point> sites;
};

/// A plane in which shapes around the extent are true, and the subject's extent in it.
struct SubjectPlane {
    WorkPlane plane;
    Box extent;
};
[[nodiscard]] SubjectPlane plane_of(const AtlasGround& ground, const MapSubject& subject);

[[nodiscard]] MapScene make_scene(const AtlasGround& ground, const MapSubject& subject, const SubjectPlane& plane,
                                  const MapFrame& frame);

}  // namespace grid
