#include "libgrid/io/crs.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/io/crs_description.hpp"

namespace {

/// What `check_extent` says; empty if nothing.
std::string complaint(const std::string& crs, const grid::Box& extent) {
    try {
        grid::check_extent(grid::crs_to_wkt(crs), extent, "file.shp");
    } catch (const grid::InputError& error) {
        return error.what();
    }
    return {};
}

bool says(const std::string& crs, const grid::Box& extent, const std::string& part) {
    return complaint(crs, extent).find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a CRS is understood in its usual forms and named shortly") {
    CHECK(grid::crs_name(grid::crs_to_wkt("EPSG:4490")) == "EPSG:4490");
    CHECK(grid::is_geographic(grid::crs_to_wkt("EPSG:4490")));
    CHECK_FALSE(grid::is_geographic(grid::crs_to_wkt("EPSG:4513")));
    CHECK(grid::same_crs(grid::crs_to_wkt("EPSG:4326"), grid::crs_to_wkt("OGC:CRS84")));
    CHECK_FALSE(grid::same_crs(grid::crs_to_wkt("EPSG:4326"), grid::crs_to_wkt("EPSG:4490")));
    CHECK_NOTHROW((void)grid::crs_to_wkt("+proj=utm +zone=50 +datum=WGS84"));
    CHECK_NOTHROW((void)grid::crs_to_wkt(grid::crs_to_wkt("EPSG:4548")));
    CHECK_FALSE(grid::is_geographic(grid::crs_to_wkt("EPSG:7415")));  // compound: the height goes
    for (const std::string bad :
         {"", "EPSG:0", "EPSG:999999", "nonsense", "EPSG:4978", "/etc/passwd", "http://localhost/x"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS((void)grid::crs_to_wkt(bad), grid::ConfigError);
    }
}

TEST_CASE("geographic base and ellipsoid follow from a CRS") {
    const std::string gauss = grid::crs_to_wkt("EPSG:4548");
    CHECK(grid::crs_name(grid::geographic_crs(gauss)) == "EPSG:4490");
    const grid::Ellipsoid ellipsoid = grid::ellipsoid_of(gauss);
    CHECK(ellipsoid.semi_major_m == 6378137);
    CHECK(ellipsoid.flattening == doctest::Approx(1 / 298.257222101));
    CHECK(grid::ellipsoid_of(grid::crs_to_wkt("+proj=longlat +R=6371000")).flattening == 0);
}

TEST_CASE("coordinates keep the order x, y whatever the CRS says of its axes") {
    const grid::CrsTransform transform(grid::crs_to_wkt("EPSG:4490"), grid::crs_to_wkt("EPSG:4548"));
    grid::Point p{117.0, 40.0};
    transform({&p, 1});
    CHECK(p.x == doctest::Approx(500000));
    CHECK(p.y > 4.4e6);
    const grid::CrsTransform same(grid::crs_to_wkt("EPSG:4490"), grid::crs_to_wkt("EPSG:4490"));
    CHECK(same.is_identity());
    std::array<grid::Point, 2> bad{{{117, 40}, {117, 400}}};
    CHECK_THROWS_WITH_AS(transform(bad), doctest::Contains("at 117,400"), grid::InputError);
}

TEST_CASE("extents that contradict their CRS are found") {
    CHECK(complaint("EPSG:4326", {116, 39, 117, 40}).empty());
    CHECK(complaint("EPSG:4326", {-180, -90, 180, 90}).empty());
    CHECK(complaint("EPSG:4326", {}).empty());
    CHECK(says("EPSG:4326", {400000, 4400000, 410000, 4410000}, "not degrees"));
    CHECK(says("EPSG:4326", {39, 116, 40, 117}, "swapped"));
    CHECK(says("EPSG:4490", {18, 73, 53, 136}, "swapped"));
    CHECK(says("EPSG:4490", {22, 80, 30, 86}, "swapped"));
    CHECK(says("EPSG:4548", {116, 39, 117, 40}, "are degrees"));
    CHECK(says("EPSG:4548", {4400000, 450000, 4410000, 460000}, "swapped"));
    CHECK(complaint("EPSG:4548", {450000, 4400000, 460000, 4410000}).empty());
    CHECK(complaint("EPSG:3857", {100, 100, 170, 80000}).empty());
    CHECK(says("EPSG:3857", {9.4, 47.0, 9.6, 47.2}, "are degrees"));
    CHECK(complaint("EPSG:2056", {2750000, 1200000, 2770000, 1230000}).empty());
}

TEST_CASE("a metric output is its own work plane, unless its scale is false") {
    const auto gauss = grid::choose_work_plane(grid::crs_to_wkt("EPSG:4548"), {450000, 4400000, 460000, 4410000});
    CHECK(gauss.work_wkt == grid::crs_to_wkt("EPSG:4548"));
    grid::Point p{450000.123456789, 4400000.987654321};
    const grid::Point before = p;
    gauss.projection->to_output({&p, 1});
    CHECK(p == before);
    const auto mercator = grid::choose_work_plane(grid::crs_to_wkt("EPSG:3857"), {1050000, 5950000, 1060000, 5960000});
    CHECK(mercator.work_wkt != grid::crs_to_wkt("EPSG:3857"));
    CHECK_THROWS_AS((void)grid::choose_work_plane(grid::crs_to_wkt("EPSG:4326"), {}), grid::GeometryError);
}

TEST_CASE("the work plane of degrees is metric, invertible and rounds to 1e-11 degree") {
    for (const double width : {0.2, 8.0}) {
        const auto plane = grid::choose_work_plane(grid::crs_to_wkt("EPSG:4326"), {121, 25, 121 + width, 25.2});
        const auto copy = plane.projection->clone();
        std::array<grid::Point, 2> points{{{121.00000000001, 25.05}, {121.01, 25.05}}};
        const auto before = points;
        plane.projection->to_work(points);
        CHECK(std::hypot(points[1].x - points[0].x, points[1].y - points[0].y) ==
              doctest::Approx(1009.4).epsilon(0.01));
        copy->to_output(points);
        for (std::size_t i = 0; i < 2; ++i) {
            // The inverse of the equal-area projection is a series that is good to some millimetres.
            const double tolerance = width < 6 ? 0 : 5e-8;
            CHECK(std::abs(points[i].x - before[i].x) <= tolerance);
            CHECK(std::abs(points[i].y - before[i].y) <= tolerance);
        }
    }
    const auto a = grid::choose_work_plane(grid::crs_to_wkt("EPSG:4326"), {121.01, 25, 121.2, 25.2});
    const auto b = grid::choose_work_plane(grid::crs_to_wkt("EPSG:4326"), {121.02, 25, 121.19, 25.2});
    CHECK(a.work_wkt == b.work_wkt);
    grid::Point bad{0, 500};
    CHECK_THROWS_AS(a.projection->to_work({&bad, 1}), grid::GeometryError);
}

TEST_CASE("a CRS with a code is described with its code, its projection and its ellipsoid") {
    const grid::CrsDescription degrees = grid::describe_crs(grid::crs_to_wkt("EPSG:4490"));
    CHECK(degrees.authority == "EPSG");
    CHECK(degrees.code == "4490");
    CHECK(degrees.projection == "longlat");
    CHECK(degrees.ellipsoid == "EPSG:1024");
    CHECK(degrees.geographic);
    const grid::CrsDescription plane = grid::describe_crs(grid::crs_to_wkt("EPSG:4547"));
    CHECK(plane.projection == "tmerc");
    CHECK(plane.proj.find("+lon_0=114") != std::string::npos);
    CHECK_FALSE(plane.geographic);
}

TEST_CASE("a CRS of one's own has no code, but a name and the axes of its ellipsoid") {
    const grid::CrsDescription own =
        grid::describe_crs(grid::crs_to_wkt("+proj=laea +lat_0=30 +lon_0=114 +a=6378000 +b=6357000 +units=m"));
    CHECK(own.authority.empty());
    CHECK(own.code.empty());
    CHECK_FALSE(own.name.empty());
    CHECK(own.projection == "laea");
    CHECK(own.ellipsoid.starts_with("PARAMETER:6378000:635"));
}
