#include "libgrid/io/likely_crs.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "libgrid/io/crs.hpp"

namespace {

using grid::Box;
using grid::GaussKruger;

/// All Gauss-Kruger projections of China: by the width of the zones, with and without the zone before the easting.
std::vector<GaussKruger> all_of_china() {
    std::vector<GaussKruger> all;
    for (const int degrees : {3, 6}) {
        for (int meridian = 75; meridian <= 135; meridian += degrees) {
            for (const bool has_zone : {false, true})
                all.push_back({degrees, meridian, has_zone});
        }
    }
    return all;
}

int zone_of(const GaussKruger& crs) {
    return crs.degrees == 3 ? crs.meridian / 3 : (crs.meridian + 3) / 6;
}

/// A town of 6 km around a place in degrees, in this projection.
Box town(const GaussKruger& crs, double lon, double lat) {
    const std::string wkt = grid::crs_to_wkt(fmt::format("EPSG:{}", grid::cgcs2000_code(crs)));
    grid::Point place{lon, lat};
    grid::CrsTransform(grid::geographic_crs(wkt), wkt)({&place, 1});
    return {place.x - 3000, place.y - 3000, place.x + 3000, place.y + 3000};
}

Box turned(const Box& box) {
    return {box.min_y, box.min_x, box.max_y, box.max_x};
}

bool says(const Box& box, const std::string& part) {
    const std::string advice = grid::crs_advice(box).english();
    CAPTURE(advice);
    CHECK(advice.find("--input-crs") != std::string::npos);
    return advice.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every code of the table is that projection of PROJ's, on its datum") {
    const std::vector<GaussKruger> all = all_of_china();
    CHECK(all.size() == 2 * (21 + 11));
    for (const GaussKruger& crs : all) {
        struct Family {
            int code;
            const char* name;
            const char* base;
        };
        const Family families[] = {{grid::cgcs2000_code(crs), "CGCS2000 / ", "EPSG:4490"},
                                   {grid::xian80_code(crs), "Xian 1980 / ", "EPSG:4610"},
                                   {grid::beijing54_code(crs), "Beijing 1954 / ", "EPSG:4214"}};
        for (const Family& family : families) {
            CAPTURE(family.code);
            const std::string wkt = grid::crs_to_wkt(fmt::format("EPSG:{}", family.code));
            CHECK(wkt.find(fmt::format("PROJCRS[\"{}", family.name)) == 0);
            CHECK((wkt.find("3-degree Gauss-Kruger") != std::string::npos) == (crs.degrees == 3));
            CHECK(grid::crs_name(grid::geographic_crs(wkt)) == family.base);
            grid::Point place{static_cast<double>(crs.meridian), 30};
            grid::CrsTransform(grid::geographic_crs(wkt), wkt)({&place, 1});
            CHECK(std::abs(place.x - (crs.has_zone ? zone_of(crs) * 1e6 : 0) - 500e3) < 1e-6);
            CHECK(std::abs(place.y - 3320000) < 1000);
        }
    }
}

TEST_CASE("eastings with a zone name the code, in every zone and at its edges") {
    for (const GaussKruger& crs : all_of_china()) {
        if (!crs.has_zone) continue;
        for (const double off : {-0.5, 0.0, 0.5}) {
            for (const double lat : {18.3, 30.6, 53.4}) {
                const Box box = town(crs, crs.meridian + off * (crs.degrees - 0.1), lat);
                CAPTURE(crs.meridian);
                CHECK(says(box, fmt::format("EPSG:{} (CGCS2000)", grid::cgcs2000_code(crs))));
                CHECK(says(box, fmt::format("{}-degree zone {} ", crs.degrees, zone_of(crs))));
                CHECK(says(turned(box), "easting first"));
                CHECK(says(turned(box), fmt::format("EPSG:{} (CGCS2000)", grid::cgcs2000_code(crs))));
            }
        }
    }
}

TEST_CASE("eastings without a zone are named, and the zone is not guessed") {
    for (const GaussKruger& crs : all_of_china()) {
        if (crs.has_zone) continue;
        const Box box = town(crs, crs.meridian + 0.3, 30.6);
        CHECK(says(box, "the zone does not follow from the numbers"));
        CHECK(says(box, "EPSG:4534 + (M - 75) / 3"));
        CHECK(says(box, "EPSG:4502 + (M - 75) / 6"));
        CHECK(says(turned(box), "easting first"));
    }
    // So far from the meridian only zones of 6 degrees reach.
    const Box wide = town({6, 117, false}, 119.9, 30.6);
    CHECK(says(wide, "EPSG:4502 + (M - 75) / 6"));
    CHECK_FALSE(says(wide, "EPSG:4534"));
    CHECK(grid::cgcs2000_code({3, 114, false}) == 4547);
    CHECK(grid::cgcs2000_code({6, 117, false}) == 4509);
}

TEST_CASE("a layer over several zones is told to be split") {
    CHECK(says({38.6e6, 3.3e6, 39.4e6, 3.5e6}, "several 3-degree zones, 38 to 39"));
    CHECK(says({19.6e6, 3.3e6, 20.4e6, 3.5e6}, "several 6-degree zones, 19 to 20"));
}

TEST_CASE("degrees, swapped degrees, Web Mercator and UTM are told apart") {
    CHECK(says({114.2, 30.4, 114.5, 30.7}, "degrees in China: EPSG:4490"));
    CHECK(says({9.4, 47.0, 9.7, 47.3}, "degrees: EPSG:4326"));
    CHECK(says({30.4, 114.2, 30.7, 114.5}, "longitude first"));
    CHECK(says({40.4, 80.2, 40.7, 80.5}, "longitude first"));  // or a place in the Arctic
    CHECK(says({12.71e6, 3.55e6, 12.76e6, 3.6e6}, "Web Mercator in China: EPSG:3857"));
    CHECK(says({3.55e6, 12.71e6, 3.6e6, 12.76e6}, "easting first"));
    // Both are possible in the east: Web Mercator at 120 E, the 6-degree zone 13 at 75 E.
    const Box both{13.36e6, 3.9e6, 13.38e6, 3.92e6};
    CHECK(says(both, "EPSG:3857"));
    CHECK(says(both, "6-degree zone 13 (central meridian 75 E)"));
    CHECK(says({300e3, 7.1e6, 310e3, 7.2e6}, "UTM"));
}

TEST_CASE("what looks like nothing known gets the usual advice") {
    const std::string usual = "name the CRS with --input-crs, such as EPSG:4326 or EPSG:4490";
    for (const Box& box :
         {Box{}, Box{1e12, 1e12, 2e12, 2e12}, Box{0, 0, 38.5e6, 3.4e6}, Box{24.3e6, 3.3e6, 24.4e6, 3.4e6},
          Box{46.3e6, 3.3e6, 46.4e6, 3.4e6}, Box{-1e308, -1e308, 1e308, 1e308}}) {
        CHECK(grid::crs_advice(box) == usual);
    }
}
