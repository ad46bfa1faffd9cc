#include "libgrid/core/datum.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace {

using grid::MapDatum;
using grid::Point;

/// Metres between points that are near each other, on the ellipsoid of WGS 84.
double metres(const Point& a, const Point& b) {
    constexpr double radians = std::numbers::pi / 180;
    constexpr double axis = 6378137;
    constexpr double flattening = 1 / 298.257223563;
    constexpr double squared = flattening * (2 - flattening);
    const double latitude = (a.y + b.y) / 2 * radians;
    const double w = 1 - squared * std::sin(latitude) * std::sin(latitude);
    const double across = axis / std::sqrt(w) * std::cos(latitude);
    const double along = axis * (1 - squared) / (w * std::sqrt(w));
    return std::hypot((b.x - a.x) * radians * across, (b.y - a.y) * radians * along);
}

struct Published {
    const char* place = "";
    Point wgs84;
    Point gcj02;
    Point bd09;
};

}  // namespace

TEST_CASE("the offsets of nine cities are those that are known") {
    struct City {
        const char* name;
        Point wgs84;
        double gcj02_m;
        double bd09_m;
    };
    const City cities[] = {
        {"Urumqi", {87.6168, 43.8256}, 265, 1107},     {"Chengdu", {104.0665, 30.5723}, 363, 947},
        {"Xi'an", {108.9398, 34.3416}, 462, 1145},     {"Shanghai", {121.4737, 31.2304}, 482, 1141},
        {"Harbin", {126.5350, 45.8038}, 519, 1297},    {"Beijing", {116.4074, 39.9042}, 556, 1376},
        {"Wuhan", {114.3055, 30.5928}, 587, 1209},     {"Shenzhen", {114.0579, 22.5431}, 606, 1243},
        {"Guangzhou", {113.2644, 23.1291}, 621, 1268},
    };
    for (const City& city : cities) {
        CAPTURE(city.name);
        CHECK(std::abs(metres(city.wgs84, grid::from_wgs84(city.wgs84, MapDatum::gcj02)) - city.gcj02_m) < 1);
        CHECK(std::abs(metres(city.wgs84, grid::from_wgs84(city.wgs84, MapDatum::bd09)) - city.bd09_m) < 1);
    }
}

// The tests of googollee/eviltransform (Go and others), which others have taken over.
TEST_CASE("GCJ-02 has the values that eviltransform publishes, to a tenth of a micrometre") {
    const Published places[] = {
        {"Shanghai", {121.5272106, 31.1774276}, {121.531541859215, 31.17530398364597}, {}},
        {"Shenzhen", {113.912316, 22.543847}, {113.9171764808363, 22.540796131694766}, {}},
        {"Beijing", {116.377817, 39.911954}, {116.38404722455657, 39.91334545536069}, {}},
        // The tests of coordtransform and of Hutool.
        {"Tiananmen", {116.404, 39.915}, {116.41024449916938, 39.91640428150164}, {}},
    };
    for (const Published& place : places) {
        CAPTURE(place.place);
        const Point gcj02 = grid::from_wgs84(place.wgs84, MapDatum::gcj02);
        CHECK(std::abs(gcj02.x - place.gcj02.x) < 1e-12);
        CHECK(std::abs(gcj02.y - place.gcj02.y) < 1e-12);
        CHECK(metres(grid::to_wgs84(place.gcj02, MapDatum::gcj02), place.wgs84) < 1e-6);
    }
}

// test/fixtures/china-cities.json of hujiulong/gcoord: what the services of web maps answered for the same places, from
// the dry west to the coast. It has 7 decimals, and GCJ-02 there is 0.7 m off the formula, by the same everywhere.
TEST_CASE("the web maps agree: GCJ-02 to a metre, BD-09 from GCJ-02 to a centimetre") {
    const Published places[] = {
        {"Naqu", {92.0499619, 31.4784436}, {92.0512438, 31.4762063}, {92.0576832, 31.4824421}},
        {"Jiuquan", {98.4937175, 39.7319946}, {98.4943595, 39.7328234}, {98.5008441, 39.7388949}},
        {"Xichang", {102.2658401, 27.8850446}, {102.2673386, 27.8816151}, {102.2738428, 27.8876621}},
        {"Zhengzhou", {113.6192856, 34.7478004}, {113.6253334, 34.7466173}, {113.6317519, 34.7528605}},
        {"Quanzhou", {118.6711365, 24.8770487}, {118.6756787, 24.8741363}, {118.6821251, 24.8804872}},
        {"Shenyang", {123.4253306, 41.8032629}, {123.4314787, 41.8057023}, {123.438095, 41.8114013}},
    };
    for (const Published& place : places) {
        CAPTURE(place.place);
        CHECK(metres(grid::from_wgs84(place.wgs84, MapDatum::gcj02), place.gcj02) < 1);
        const Point wgs84 = grid::to_wgs84(place.gcj02, MapDatum::gcj02);
        CHECK(metres(grid::from_wgs84(wgs84, MapDatum::bd09), place.bd09) < 0.01);
        CHECK(metres(grid::to_wgs84(place.bd09, MapDatum::bd09), place.wgs84) < 1);
    }
}

TEST_CASE("all over China the way there and back is exact to a micrometre, both ways") {
    double worst = 0;
    double greatest_shift = 0;
    for (double lon = 73.3; lon < 135.2; lon += 0.0937) {
        for (double lat = 3.3; lat < 53.7; lat += 0.0941) {
            const Point place{lon, lat};
            for (const MapDatum datum : {MapDatum::gcj02, MapDatum::bd09}) {
                const Point there = grid::from_wgs84(place, datum);
                worst = std::max(worst, metres(place, grid::to_wgs84(there, datum)));
                worst = std::max(worst, metres(place, grid::from_wgs84(grid::to_wgs84(place, datum), datum)));
                if (datum == MapDatum::gcj02) greatest_shift = std::max(greatest_shift, metres(place, there));
            }
        }
    }
    MESSAGE("worst round trip, in metres: " << worst << "; greatest shift: " << greatest_shift);
    CHECK(worst < 1e-6);
    CHECK(greatest_shift < 1000);
}

TEST_CASE("the meridian of 105 degrees, where the formula has a root, is no exception") {
    for (const double off : {0.0, 1e-15, -1e-13, 1e-12, -1e-10, 1e-7}) {
        const Point place{105 + off, 33.25};
        CHECK(metres(place, grid::to_wgs84(grid::from_wgs84(place, MapDatum::bd09), MapDatum::bd09)) < 1e-6);
    }
}

TEST_CASE("outside the box around China GCJ-02 is WGS 84, and the edge is a step") {
    for (const Point place : {Point{9.55, 47.15}, Point{-74, 40.7}, Point{139.7, 35.7}, Point{114, -30}}) {
        CHECK(grid::from_wgs84(place, MapDatum::gcj02) == place);
        CHECK(grid::to_wgs84(place, MapDatum::gcj02) == place);
    }
    const double edge = grid::shifted_area.max_x;
    const Point inside{edge - 1e-9, 35};
    const Point outside{edge + 1e-9, 35};
    CHECK(metres(inside, grid::from_wgs84(inside, MapDatum::gcj02)) > 100);
    CHECK(grid::from_wgs84(outside, MapDatum::gcj02) == outside);
    // Of two points with the same place in GCJ-02 the one inside is meant.
    const Point both = grid::from_wgs84(inside, MapDatum::gcj02);
    CHECK_FALSE(grid::is_shifted_area(both));
    CHECK(metres(grid::to_wgs84(both, MapDatum::gcj02), inside) < 1e-6);
}

TEST_CASE("numbers that are no place stay what they are, and no datum changes nothing") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinite = std::numeric_limits<double>::infinity();
    for (const MapDatum datum : {MapDatum::unset, MapDatum::wgs84, MapDatum::gcj02, MapDatum::bd09}) {
        CHECK(std::isnan(grid::to_wgs84({nan, 30}, datum).x));
        CHECK(grid::from_wgs84({infinite, 30}, datum) == Point{infinite, 30});
        const Point far = grid::to_wgs84({1e300, -1e300}, datum);
        CHECK_FALSE((std::isnan(far.x) || std::isnan(far.y)));
    }
    CHECK(grid::to_wgs84({114, 30}, MapDatum::wgs84) == Point{114, 30});
    CHECK(grid::from_wgs84({114, 30}, MapDatum::unset) == Point{114, 30});
}

TEST_CASE("a datum is called by one name in options") {
    CHECK(grid::map_datum_of("gcj02") == MapDatum::gcj02);
    CHECK(grid::map_datum_of(grid::option_name(MapDatum::bd09)) == MapDatum::bd09);
    for (const char* bad : {"", "GCJ02", "gcj-02", "gcj02 ", "baidu"})
        CHECK_FALSE(grid::map_datum_of(bad).has_value());
}
