#include "libgrid/layer/previous_vertices.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace grid {

namespace {

/// The points between p and q, in the order in which they are passed.
std::vector<Point> points_on(const Point& p, const Point& q, const std::vector<Point>& points) {
    const double dx = q.x - p.x;
    const double dy = q.y - p.y;
    const double squared = dx * dx + dy * dy;
    constexpr double share = 1e-7;
    const double off = share * std::sqrt(squared);
    const auto [x0, x1] = std::minmax(p.x, q.x);
    std::vector<std::pair<double, Point>> on;
    auto at = std::ranges::lower_bound(points, x0 - off, {}, &Point::x);
    for (; at != points.end() && at->x <= x1 + off; ++at) {
        const double along = (at->x - p.x) * dx + (at->y - p.y) * dy;
        const double aside = (at->x - p.x) * dy - (at->y - p.y) * dx;
        if (along > 0 && along < squared && std::abs(aside) <= share * squared && *at != p && *at != q)
            on.emplace_back(along, *at);
    }
    std::ranges::sort(on);
    std::vector<Point> result;
    for (const auto& [along, point] : on)
        result.push_back(point);
    return result;
}

void complete(Ring& ring, const std::vector<Point>& points) {
    Ring completed;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        if (i > 0) {
            const std::vector<Point> between = points_on(ring[i - 1], ring[i], points);
            completed.insert(completed.end(), between.begin(), between.end());
        }
        completed.push_back(ring[i]);
    }
    ring = std::move(completed);
}

}  // namespace

void take_in_vertices(const std::vector<Point>& points, PreviousGrids& previous) {
    if (points.empty()) return;
    for (PreviousGrid& grid : previous.grids) {
        for (Polygon& polygon : grid.output) {
            complete(polygon.shell, points);
            for (Ring& hole : polygon.holes)
                complete(hole, points);
        }
    }
}

}  // namespace grid
