#pragma once

// For the files of this stage only: where in an area there is room.

#include <optional>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/view/atlas/page.hpp"

namespace grid {

/// A straight line on a page.
struct PageSegment {
    Point a;
    Point b;
};

/// The borders of an area in any order; what they enclose an odd number of times is inside.
using AreaBorders = std::vector<PageSegment>;

[[nodiscard]] AreaBorders borders_of(const MultiPolygon& polygons);
[[nodiscard]] bool is_inside(std::span<const PageSegment> borders, const Point& p);

/// Where a box of `scale` times the size that was asked for lies in an area, and how large it can be there.
struct BoxPlace {
    Point at;  ///< its centre
    double scale = 0;
};

/// The place where a box of the shape of `size` can be largest within the area and `frame`, to about 2 %; nothing if no
/// place was found, as in an area without extent.
/// Method: the pole of inaccessibility by a quadtree (V. Agafonkin, "A new algorithm for finding a visual center of a
/// polygon", 2016), with the distance max(|dx| / width, |dy| / height), under which circles are such boxes.
[[nodiscard]] std::optional<BoxPlace> largest_box(std::span<const PageSegment> borders, const Rect& frame,
                                                  const Size& size);

/// Moves a box that no border meets up or down, then left or right, to the middle of the room that it has there.
[[nodiscard]] Rect centred(std::span<const PageSegment> borders, const Rect& frame, Rect box);

}  // namespace grid
