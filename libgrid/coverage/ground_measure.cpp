#include "libgrid/coverage/ground_measure.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "libgrid/coverage/ring_assembly.hpp"

namespace grid {

namespace {

double ring_area(const Ring& ring, const GroundScale& scale) {
    Box box;
    for (const Point& p : ring)
        box.add(p);
    if (box.empty()) return 0;
    const double middle = (box.min_y + box.max_y) / 2;
    return std::abs(doubled_area(ring)) / 2 * scale.metres_per_unit * scale.metres_per_x(middle);
}

double ring_length(const Ring& ring, const GroundScale& scale) {
    double length = 0;
    for (std::size_t i = 1; i < ring.size(); ++i)
        length += scale.distance(ring[i - 1], ring[i]);
    return length;
}

Ring turned_to_smallest(Ring ring) {
    if (ring.size() < 2) return ring;
    ring.pop_back();
    std::rotate(ring.begin(), std::min_element(ring.begin(), ring.end()), ring.end());
    ring.push_back(ring.front());
    return ring;
}

}  // namespace

GroundMeasure measure_ground(const Polygon& polygon, const GroundScale& scale) {
    GroundMeasure sum{ring_area(polygon.shell, scale), ring_length(polygon.shell, scale)};
    for (const Ring& hole : polygon.holes) {
        sum.area_m2 -= ring_area(hole, scale);
        sum.perimeter_m += ring_length(hole, scale);
    }
    return sum;
}

GroundMeasure measure_ground(const MultiPolygon& polygons, const GroundScale& scale) {
    GroundMeasure sum;
    for (const Polygon& polygon : polygons) {
        const GroundMeasure part = measure_ground(polygon, scale);
        sum.area_m2 += part.area_m2;
        sum.perimeter_m += part.perimeter_m;
    }
    return sum;
}

std::int64_t rounded_area(const MultiPolygon& polygons, const GroundScale& scale) {
    constexpr double per_m2 = 100;
    double area = 0;
    for (const Polygon& polygon : polygons) {
        Polygon same{turned_to_smallest(polygon.shell), {}};
        for (const Ring& hole : polygon.holes)
            same.holes.push_back(turned_to_smallest(hole));
        area += measure_ground(same, scale).area_m2;
    }
    return std::llround(area * per_m2);
}

}  // namespace grid
