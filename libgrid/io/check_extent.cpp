
#include <cmath>
#include <optional>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid {

namespace {

constexpr double margin_degrees = 2;  // real data reaches a little over the area that a CRS is meant for

bool inside(const Box& outer, const Box& inner) {
    return inner.min_x >= outer.min_x && inner.max_x <= outer.max_x && inner.min_y >= outer.min_y &&
           inner.max_y <= outer.max_y;
}

Box swapped(const Box& box) {
    return {box.min_y, box.min_x, box.max_y, box.max_x};
}

/// The box around the transformed corners and edge centres; nothing if one of them cannot be transformed.
std::optional<Box> transformed(const CrsTransform& to_degrees, const Box& box) {
    Box result;
    const double mid_x = box.min_x + (box.max_x - box.min_x) / 2;
    const double mid_y = box.min_y + (box.max_y - box.min_y) / 2;
    for (const double x : {box.min_x, mid_x, box.max_x}) {
        for (const double y : {box.min_y, mid_y, box.max_y}) {
            Point p{x, y};
            try {
                to_degrees({&p, 1});
            } catch (const InputError&) {
                return std::nullopt;
            }
            result.add(p);
        }
    }
    return result;
}

Message text_of(const Box& box) {
    return msg("x {:.9g} to {:.9g}, y {:.9g} to {:.9g}", box.min_x, box.max_x, box.min_y, box.max_y);
}

[[noreturn]] void fail(const std::string& wkt, const Box& extent, const std::string& place, const Message& what,
                       const Message& advice) {
    throw InputError(msg("{} (the extent is {}; the CRS is {})", what, text_of(extent), crs_name(wkt)),
                     {.file = place, .layer = {}, .fid = {}, .at = {}}, advice);
}

void check_degrees(const std::string& wkt, const Box& extent, const std::string& place) {
    constexpr double slack = 1e-6;
    const Box world{-360 - slack, -90 - slack, 360 + slack, 90 + slack};  // some count longitudes from 0 to 360
    const Message swap_advice =
        msg("write the coordinates as longitude, latitude; in QGIS, Swap X and Y Coordinates does it");
    if (!inside(world, extent)) {
        if (inside(world, swapped(extent))) {
            fail(wkt, extent, place, msg("x and y are swapped: y is out of the range of latitudes"), swap_advice);
        }
        fail(wkt, extent, place, msg("the coordinates are not degrees, but the CRS is geographic"),
             msg("name the CRS that the coordinates are really in with --input-crs"));
    }
    const std::optional<Box> area = area_of_use(wkt);
    if (area && !inside(*area, extent) && inside(*area, swapped(extent))) {
        fail(wkt, extent, place,
             msg("x and y are swapped: the extent is in the CRS's area of use only the other way round"), swap_advice);
    }
}

void check_projected(const std::string& wkt, const Box& extent, const std::string& place) {
    const Box degrees{-180, -90, 180, 90};
    if (inside(degrees, extent) || inside(degrees, swapped(extent))) {
        fail(wkt, extent, place, msg("the coordinates are degrees, but the CRS is projected"),
             msg("name the CRS that the coordinates are really in with --input-crs, such as EPSG:4326 or EPSG:4490"));
    }
    const std::optional<Box> area = area_of_use(wkt);
    const CrsTransform to_degrees(wkt, geographic_crs(wkt));
    const auto lies_in_area = [&](const Box& box) {
        const std::optional<Box> there = transformed(to_degrees, box);
        return there && inside(*area, *there);
    };
    if (area && !lies_in_area(extent) && lies_in_area(swapped(extent))) {
        fail(wkt, extent, place,
             msg("x and y are swapped: the extent is in the CRS's area of use only the other way round"),
             msg("write the coordinates as easting, northing; in QGIS, Swap X and Y Coordinates does it"));
    }
}

}  // namespace

std::optional<Box> area_of_use(const std::string& wkt) {
    const OGRSpatialReference crs = io::parse_wkt(wkt);
    const io::ErrorTrap trap;
    double west = 0;
    double south = 0;
    double east = 0;
    double north = 0;
    bool known = crs.GetAreaOfUse(&west, &south, &east, &north, nullptr);
    const char* authority = crs.GetAuthorityName(nullptr);
    const char* code = crs.GetAuthorityCode(nullptr);
    if (!known && authority != nullptr && code != nullptr && EQUAL(authority, "EPSG")) {
        OGRSpatialReference registered;
        known = registered.importFromEPSG(std::atoi(code)) == OGRERR_NONE &&
                registered.GetAreaOfUse(&west, &south, &east, &north, nullptr);
    }
    if (!known || west < -180 || west >= east) return std::nullopt;
    return Box{west - margin_degrees, south - margin_degrees, east + margin_degrees, north + margin_degrees};
}

void check_extent(const std::string& wkt, const Box& extent, const std::string& place) {
    if (extent.empty()) return;
    if (is_geographic(wkt)) {
        check_degrees(wkt, extent, place);
    } else {
        check_projected(wkt, extent, place);
    }
}

}  // namespace grid
