#pragma once

#include <map>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

/// A segment of a ring in the direction in which it is walked, the polygon on the left.
using DirectedSegment = std::pair<Point, Point>;

/// The segments of polygons, oriented; segments of no length are left out.
[[nodiscard]] std::vector<DirectedSegment> directed_segments(const MultiPolygon& polygons);

/// Divides the segments of polygons that share borders into the outline of all, each segment once with the polygons on
/// the left, and what lies between two of them, each segment once with its smaller end first. Both ascending.
struct SharedSegments {
    std::vector<DirectedSegment> outline;
    std::vector<DirectedSegment> inner;
};
[[nodiscard]] SharedSegments share_segments(std::vector<DirectedSegment> segments);

/// An outline held against polygons that cover the same area, some of whose borders end on it.
struct FollowedOutline {
    MultiPolygon polygons;            ///< the outline with the vertices that the others have on its segments
    std::vector<OutlineSplit> added;  ///< these vertices, by segment
    std::map<Point, Point> moved;     ///< those of the others that are no vertex here but were rounded off the segment
    bool is_same = false;             ///< the polygons' outline is this one, all of it
};

/// `outline` is what share_segments() gives. A segment that the outline of the polygons does not follow, within a ten
/// millionth of its length, stays as it is. Vertices that are not on it to the last digits, because somebody has
/// rounded them, are put back onto it.
[[nodiscard]] FollowedOutline follow_outline(const MultiPolygon& unit, const std::vector<DirectedSegment>& outline);

}  // namespace grid
