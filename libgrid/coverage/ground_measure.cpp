#include "libgrid/coverage/ground_measure.hpp"

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

}  // namespace grid
