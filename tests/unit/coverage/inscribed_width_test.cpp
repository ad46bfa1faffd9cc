#include "libgrid/coverage/inscribed_width.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/mesh/geos.hpp"
#include "libgrid/mesh/validity.hpp"
#include "libgrid/partition/random.hpp"
#include "shapes.hpp"

using grid::inscribed_width_m;
using grid::is_wider;
using grid::MultiPolygon;
using grid::Ring;
using grid::test::area;
using grid::test::box;

namespace {

/// The diameter of the largest circle that GEOS finds. Its search takes squares, and for ever where ground is narrow.
double diameter_of_geos(const MultiPolygon& polygons) {
    const grid::GeosGeometry polygon(
        GEOSGeom_createPolygon_r(grid::geos_context(), grid::to_geos_ring(polygons[0].shell).release(), nullptr, 0));
    const grid::GeosGeometry radius(GEOSMaximumInscribedCircle_r(grid::geos_context(), polygon.get(), 1e-4));
    double length = 0;
    GEOSLength_r(grid::geos_context(), radius.get(), &length);
    return 2 * length;
}

}  // namespace

TEST_CASE("The width of ground is that of the largest circle in it") {
    CHECK(inscribed_width_m(box(0, 0, 1000, 0.02), {}) == doctest::Approx(0.02).epsilon(1e-3));
    CHECK(inscribed_width_m(area({{0, 0}, {3, 0}, {0, 4}}), {}) == doctest::Approx(2).epsilon(1e-3));
    CHECK(inscribed_width_m(area({{0, 0}, {0.9, 500}, {0, 1000}}), {}) == doctest::Approx(0.9).epsilon(1e-3));
    const Ring lake{{2, 2}, {2, 8}, {8, 8}, {8, 2}};
    CHECK(inscribed_width_m(area({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {lake}), {}) ==
          doctest::Approx(4 * std::sqrt(2) / (1 + std::sqrt(2))).epsilon(1e-3));
    CHECK(inscribed_width_m({}, {}) == 0);
}

TEST_CASE("In degrees the width is in metres, whichever way the ground runs") {
    const grid::GroundScale degrees{grid::metres_per_degree, true};
    const double upright = 0.5 / grid::metres_per_degree;
    CHECK(inscribed_width_m(box(114, 60, 114.01, 60 + upright), degrees) == doctest::Approx(0.5).epsilon(1e-3));
    CHECK(inscribed_width_m(box(114, 60, 114 + 2 * upright, 60.01), degrees) == doctest::Approx(0.5).epsilon(1e-3));
}

TEST_CASE("Narrow ground that is straight on one side and finely drawn on the other is measured in no time") {
    Ring ring{{0, 0}, {1000, 60}};
    for (int i = 1000; i >= 0; --i)
        ring.push_back({static_cast<double>(i), 0.06 * i + 0.01 + 0.002 * ((i * 7) % 11)});
    const double width = inscribed_width_m(area(ring), {});
    CHECK(width > 0.01);
    CHECK(width < 0.03);
}

TEST_CASE("Random polygons are as wide as GEOS finds them, and never narrower than their mean width") {
    grid::partition::Random random(31);
    int tried = 0;
    while (tried < 300) {
        Ring ring;
        for (int i = 4 + random.below(9); i > 0; --i)
            ring.push_back({static_cast<double>(random.below(20)), static_cast<double>(random.below(20))});
        const MultiPolygon polygon = area(ring);
        if (grid::find_invalid(polygon)) continue;
        ++tried;
        const double expected = diameter_of_geos(polygon);
        CHECK(inscribed_width_m(polygon, {}) == doctest::Approx(expected).epsilon(2e-3));
        CHECK(inscribed_width_m(polygon, {}) >= grid::measure_ground(polygon, {}).mean_width_m() * (1 - 1e-3));
        CHECK(is_wider(polygon, expected * 0.99, {}));
        CHECK_FALSE(is_wider(polygon, expected * 1.01, {}));
    }
}

TEST_CASE("Ground that is exactly as wide as the limit is not wider") {
    CHECK_FALSE(is_wider(box(500000, 3000000, 501000, 3000000.5), 0.5, {}));
    CHECK(is_wider(box(500000, 3000000, 501000, 3000000.5), 0.499, {}));
}
