#include "libgrid/core/vertices.hpp"

#include <algorithm>

namespace grid {

std::vector<Point> vertices_of(const MultiPolygon& polygons) {
    std::vector<Point> vertices;
    for (const Polygon& polygon : polygons) {
        vertices.insert(vertices.end(), polygon.shell.begin(), polygon.shell.end());
        for (const Ring& hole : polygon.holes)
            vertices.insert(vertices.end(), hole.begin(), hole.end());
    }
    std::ranges::sort(vertices);
    vertices.erase(std::unique(vertices.begin(), vertices.end()), vertices.end());
    return vertices;
}

}  // namespace grid
