#pragma once

#include <compare>
#include <vector>

namespace grid {

/// A coordinate pair. Which CRS it is in is said where it is used: "output" is the CRS of the result, "work" is the
/// metric projection of the run, in metres.
struct Point {
    double x = 0;
    double y = 0;
    friend auto operator<=>(const Point&, const Point&) = default;
};

/// Closed ring: the first point is repeated as the last one.
using Ring = std::vector<Point>;
using LineString = std::vector<Point>;

/// Outer ring and holes. What libgrid writes is oriented as OGC and RFC 7946 ask: outer counter-clockwise, holes
/// clockwise.
struct Polygon {
    Ring shell;
    std::vector<Ring> holes;
    friend bool operator==(const Polygon&, const Polygon&) = default;
};

using MultiPolygon = std::vector<Polygon>;
using MultiLineString = std::vector<LineString>;

struct Box {
    double min_x = 0;
    double min_y = 0;
    double max_x = -1;  ///< max < min: empty
    double max_y = -1;

    [[nodiscard]] bool empty() const noexcept { return max_x < min_x; }
    void add(const Point& p) noexcept {
        if (empty()) {
            *this = {p.x, p.y, p.x, p.y};
            return;
        }
        min_x = p.x < min_x ? p.x : min_x;
        min_y = p.y < min_y ? p.y : min_y;
        max_x = p.x > max_x ? p.x : max_x;
        max_y = p.y > max_y ? p.y : max_y;
    }
};

}  // namespace grid
