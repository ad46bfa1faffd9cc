#include "libgrid/check/quick_measure.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace grid {

namespace {

constexpr double radians = std::numbers::pi / 180;

class Summer {
public:
    Summer(double semi_major_m, double flattening)
        : m_a(semi_major_m), m_e2(flattening * (2 - flattening)), m_e(std::sqrt(std::max(0.0, m_e2))) {}

    void add(const Ring& ring, double sign) {
        if (ring.size() < 4) return;
        double area = 0;
        Corner p = corner(ring.front());
        const double origin = p.zone;
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const Corner q = corner(ring[i]);
            const double east = q.longitude - p.longitude;
            const double north = q.latitude - p.latitude;
            const double sine = (p.sine + q.sine) / 2;
            area += ((p.zone - origin) + (q.zone - origin)) / 2 * east;
            // What a geodesic encloses beyond the straight side, on the sphere: the series of
            // 2 atan(tan(east / 2) sin(mean latitude) / cos(north / 2)) - east sine.
            const double squares = (east * east * (1 - sine * sine) + 3 * north * north) / 12;
            const double bulge = m_a * m_a * east * sine * squares;
            area += bulge;
            m_sum.area_error_m2 +=
                std::abs(bulge) * (0.03 + 10 * squares);  // the ellipsoid, and the rest of the series
            add_side(east, north, sine);
            p = q;
        }
        m_sum.area_m2 += sign * std::abs(area);
        m_sum.area_error_m2 += 1e-9 * std::abs(area);
    }

    [[nodiscard]] const QuickMeasures& sum() const { return m_sum; }

private:
    struct Corner {
        double longitude = 0;
        double latitude = 0;
        double sine = 0;  ///< of the latitude
        double zone = 0;  ///< area of the ellipsoid from the equator to here, for a radian of longitude
    };

    [[nodiscard]] Corner corner(const Point& p) const {
        Corner corner{p.x * radians, p.y * radians, std::sin(p.y * radians), 0};
        const double es = m_e * corner.sine;
        const double logarithm = m_e > 0 ? std::atanh(es) / m_e : corner.sine;
        corner.zone = m_a * m_a * (1 - m_e2) / 2 * (corner.sine / (1 - es * es) + logarithm);
        return corner;
    }

    void add_side(double east, double north, double sine) {
        const double cosine2 = std::max(1 - sine * sine, 1e-12);
        const double w2 = 1 - m_e2 * sine * sine;
        const double w = std::sqrt(w2);
        const double y = north * m_a * (1 - m_e2) / (w2 * w);
        const double x = east * m_a / w * std::sqrt(cosine2);
        const double length = std::sqrt(x * x + y * y);
        const double bend2 = length * length / (m_a * m_a) / cosine2;  // how far the earth turns along the side
        m_sum.perimeter_m += length;
        m_sum.perimeter_error_m += length * (bend2 / 4 + 1e-12);
    }

    double m_a;
    double m_e2;
    double m_e;
    QuickMeasures m_sum;
};

}  // namespace

QuickMeasures quick_measures(const MultiPolygon& lon_lat, double semi_major_m, double flattening) {
    Summer summer(semi_major_m, flattening);
    for (const Polygon& polygon : lon_lat) {
        summer.add(polygon.shell, 1);
        for (const Ring& hole : polygon.holes)
            summer.add(hole, -1);
    }
    return summer.sum();
}

}  // namespace grid
