#include "libgrid/layer/nesting.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/layer/previous_outline.hpp"

namespace grid {

namespace {

template <typename OnRing>
void for_each_ring(MultiPolygon& polygons, OnRing&& on_ring) {
    for (Polygon& polygon : polygons) {
        on_ring(polygon.shell);
        for (Ring& hole : polygon.holes)
            on_ring(hole);
    }
}

void add_points(const MultiPolygon& polygons, std::vector<Point>& points) {
    for (const Polygon& polygon : polygons) {
        points.insert(points.end(), polygon.shell.begin(), polygon.shell.end());
        for (const Ring& hole : polygon.holes)
            points.insert(points.end(), hole.begin(), hole.end());
    }
}

}  // namespace

void leave_common_vertices(const MultiPolygon& before, std::span<const MultiPolygon* const> parts, MultiPolygon& grid) {
    std::vector<Point> known;
    add_points(before, known);
    for (const MultiPolygon* part : parts)
        add_points(*part, known);
    std::ranges::sort(known);
    // The ends of a ring are those that it had: nothing is put before its first point.
    for_each_ring(grid, [&known](Ring& ring) {
        std::erase_if(ring, [&known](const Point& p) { return !std::ranges::binary_search(known, p); });
    });
}

std::optional<Finding> find_nesting_fault(const std::string& unit_code, const std::string& grid_code,
                                          const MultiPolygon& grid, std::span<const MultiPolygon* const> parts) {
    std::vector<DirectedSegment> segments = directed_segments(grid);
    for (auto& [from, to] : segments)
        std::swap(from, to);
    for (const MultiPolygon* part : parts) {
        const std::vector<DirectedSegment> more = directed_segments(*part);
        segments.insert(segments.end(), more.begin(), more.end());
    }
    const std::size_t before = segments.size();
    cancel_opposites(segments);
    if (segments.empty()) return std::nullopt;
    const Point at = segments.front().first;
    Message text;
    if (parts.empty())
        text = msg("grid {} has no micro-grid", grid_code);
    else
        text = msg(
            "the micro-grids of grid {} are not exactly its ground: {} of {} segments of their borders have none on "
            "the other side, the first at {:.9g},{:.9g}",
            grid_code, segments.size(), before, at.x, at.y);
    return Finding{"micro_not_exact", unit_code, grid_code, std::move(text), at};
}

}  // namespace grid
