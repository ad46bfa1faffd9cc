#include "libgrid/mesh/area_sum.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

namespace {

using grid::AreaSum;
using grid::Point;

const Point base{523456.7, 3389012.3};

Point beside_base(double x, double y) {
    return {base.x + x, base.y + y};
}

}  // namespace

TEST_CASE("area and centroid do not depend on the order and direction in which segments are named") {
    const std::array<Point, 4> square{beside_base(2, 1), beside_base(6, 1), beside_base(6, 5), beside_base(2, 5)};
    AreaSum sum(base);
    sum.add(square[2], square[3]);
    sum.add(square[0], square[1]);
    sum.add(square[2], square[1], -1);
    sum.add(square[3], square[0]);
    CHECK(sum.area() == doctest::Approx(16).epsilon(1e-9));
    CHECK(sum.centroid().x - base.x == doctest::Approx(4).epsilon(1e-9));
    CHECK(sum.centroid().y - base.y == doctest::Approx(3).epsilon(1e-9));
}

TEST_CASE("what is next to nothing has no area below none, and lies where it is") {
    for (const double height : {-1e-7, -1e-9, 0.0, 1e-9, 1e-7}) {
        const std::array<Point, 3> needle{base, beside_base(300, 100), beside_base(150, 50 + height)};
        AreaSum sum(base);
        for (std::size_t i = 0; i < needle.size(); ++i)
            sum.add(needle[i], needle[(i + 1) % needle.size()]);
        CHECK(sum.area() >= 0);
        CHECK(sum.area() <= 300 * (std::abs(height) + 1e-9));
        CHECK(std::abs(sum.centroid().x - base.x) <= 300);
        CHECK(std::abs(sum.centroid().y - base.y) <= 101);
    }
}
