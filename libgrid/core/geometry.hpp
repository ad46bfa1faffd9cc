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
    friend auto operator<=>(const Polygon&, const Polygon&) = default;
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
    void join(const Box& other) noexcept {
        if (other.empty()) return;
        add(Point{other.min_x, other.min_y});
        add(Point{other.max_x, other.max_y});
    }
    /// Whether the two have a point in common; an empty box has none.
    [[nodiscard]] bool meets(const Box& other) const noexcept {
        return !empty() && !other.empty() && max_x >= other.min_x && min_x <= other.max_x && max_y >= other.min_y &&
               min_y <= other.max_y;
    }
    [[nodiscard]] bool holds(const Point& p) const noexcept {
        return p.x >= min_x && p.x <= max_x && p.y >= min_y && p.y <= max_y;
    }
    [[nodiscard]] Point middle() const noexcept { return {min_x + (max_x - min_x) / 2, min_y + (max_y - min_y) / 2}; }
};

[[nodiscard]] inline Box box_of(const MultiPolygon& polygons) noexcept {
    Box box;
    for (const Polygon& polygon : polygons) {
        for (const Point& p : polygon.shell)
            box.add(p);
    }
    return box;
}

}  // namespace grid
