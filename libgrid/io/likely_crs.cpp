#include "libgrid/io/likely_crs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <optional>
#include <vector>

#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

constexpr double zone_step = 1e6;            // the number of the zone stands before the six digits of the easting
constexpr double least_northing = 300e3;     // 3 degrees north, the south of China
constexpr double most_northing = 6100e3;     // 55 degrees
constexpr double half_of_3_degrees = 250e3;  // 1.5 degrees are 167 km at the equator; layers reach over
constexpr double half_of_6_degrees = 450e3;
constexpr const char* name_it = mark("name the CRS with --input-crs");

bool within(double min, double max, double least, double most) {
    return min >= least && max <= most;
}

bool has_northings(const Box& box) {
    return within(box.min_y, box.max_y, least_northing, most_northing);
}

Box swapped(const Box& box) {
    return {box.min_y, box.min_x, box.max_y, box.max_x};
}

Message codes_of(const GaussKruger& crs) {
    return msg("EPSG:{} (CGCS2000), or for older data EPSG:{} (Xian 1980) or EPSG:{} (Beijing 1954)",
               cgcs2000_code(crs), xian80_code(crs), beijing54_code(crs));
}

/// Each of these says what it recognises, as the end of a sentence that begins with "the coordinates look like".

std::optional<Message> as_degrees(const Box& box) {
    if (!within(box.min_x, box.max_x, -180, 180) || !within(box.min_y, box.max_y, -90, 90)) return std::nullopt;
    if (within(box.min_x, box.max_x, 73, 136) && within(box.min_y, box.max_y, 3, 54))
        return msg("degrees in China: EPSG:4490 (CGCS2000) or EPSG:4326 (WGS 84)");
    return msg("degrees: EPSG:4326 (WGS 84), or another geographic CRS");
}

std::optional<Message> as_web_mercator(const Box& box) {
    if (!within(box.min_x, box.max_x, 8.1e6, 15.2e6) || !within(box.min_y, box.max_y, 0.3e6, 7.3e6))
        return std::nullopt;
    return msg("Web Mercator in China: EPSG:3857");
}

/// Eastings of eight digits, the first two of which are the zone.
std::optional<Message> as_zoned(const Box& box) {
    if (!has_northings(box) || !within(box.min_x, box.max_x, 13 * zone_step, 46 * zone_step)) return std::nullopt;
    const int zone = static_cast<int>(box.min_x / zone_step);
    const int last = static_cast<int>(box.max_x / zone_step);
    const bool is_3_degrees = zone >= 25 && last <= 45;
    if (!is_3_degrees && (zone < 13 || last > 23)) return std::nullopt;
    const int degrees = is_3_degrees ? 3 : 6;
    if (last != zone) {
        return msg(
            "Gauss-Kruger, but of several {}-degree zones, {} to {}, which no CRS holds together: split the "
            "layer by the first two digits of the easting",
            degrees, zone, last);
    }
    const double middle = zone * zone_step + 500e3;
    const double half = is_3_degrees ? half_of_3_degrees : half_of_6_degrees;
    if (!within(box.min_x, box.max_x, middle - half, middle + half)) return std::nullopt;
    const GaussKruger crs{degrees, is_3_degrees ? 3 * zone : 6 * zone - 3, true};
    return msg("Gauss-Kruger, {}-degree zone {} (central meridian {} E), with the zone before the easting: {}", degrees,
               zone, crs.meridian, codes_of(crs));
}

/// Eastings of six digits: the zone is not in the numbers.
std::optional<Message> as_unzoned(const Box& box) {
    if (!has_northings(box) || !within(box.min_x, box.max_x, 500e3 - half_of_6_degrees, 500e3 + half_of_6_degrees))
        return std::nullopt;
    std::vector<Message> widths;
    if (within(box.min_x, box.max_x, 500e3 - half_of_3_degrees, 500e3 + half_of_3_degrees)) {
        widths.push_back(
            msg("in 3-degree zones M is the multiple of 3 that is nearest to the longitude of the place, and the code "
                "EPSG:{} + (M - 75) / 3, so EPSG:{} for 114",
                cgcs2000_code({3, 75, false}), cgcs2000_code({3, 114, false})));
    }
    widths.push_back(
        msg("in 6-degree zones M is the nearest of 75, 81, ... 135, and the code EPSG:{} + (M - 75) / 6, so EPSG:{} "
            "for 117",
            cgcs2000_code({6, 75, false}), cgcs2000_code({6, 117, false})));
    return msg(
        "Gauss-Kruger without the zone before the easting (in China), or UTM (EPSG:326 and its zone); the zone "
        "does not follow from the numbers. Find the central meridian M, in degrees east: {} (all CGCS2000; "
        "Xian 1980 begins with EPSG:{} and EPSG:{}, Beijing 1954 with EPSG:{} and EPSG:{})",
        join_messages(widths, msg("; ")), xian80_code({3, 75, false}), xian80_code({6, 75, false}),
        beijing54_code({3, 75, false}), beijing54_code({6, 75, false}));
}

std::optional<Message> as_utm(const Box& box) {
    if (has_northings(box) || !within(box.min_x, box.max_x, 100e3, 900e3) || !within(box.min_y, box.max_y, 0, 10e6))
        return std::nullopt;
    return msg(
        "UTM, EPSG:326 (north) or EPSG:327 (south) and the two digits of its zone, which does not follow from the "
        "numbers; or another transverse Mercator projection");
}

std::vector<Message> all_likely(const Box& box) {
    std::vector<Message> found;
    for (const auto& recognise : {as_degrees, as_web_mercator, as_zoned, as_unzoned, as_utm}) {
        if (auto text = recognise(box)) found.push_back(std::move(*text));
    }
    return found;
}

/// Northing first, as surveyors in China write it, or latitude first, as in speech: only what can be nothing else.
std::vector<Message> all_likely_swapped(const Box& box) {
    const Box turned = swapped(box);
    std::vector<Message> found;
    const bool in_china = within(turned.min_x, turned.max_x, 73, 136) && within(turned.min_y, turned.max_y, 3, 54);
    if (in_china) found.push_back(as_degrees(turned).value_or(Message()));
    for (const auto& recognise : {as_web_mercator, as_zoned, as_unzoned}) {
        if (auto text = recognise(turned)) found.push_back(std::move(*text));
    }
    return found;
}

}  // namespace

Message crs_advice(const Box& extent) {
    Message generic = msg("{}, such as EPSG:4326 or EPSG:4490", marked(name_it));
    if (extent.empty()) return generic;
    const std::vector<Message> turned = all_likely_swapped(extent);
    const std::vector<Message> straight = all_likely(extent);
    const bool is_latitude_first = !turned.empty() && std::abs(extent.max_x) <= 90;
    if (!straight.empty() && !is_latitude_first)
        return msg("{}; the coordinates look like {}", marked(name_it), join_messages(straight, msg("; or like ")));
    if (turned.empty()) return generic;
    return msg("write the coordinates the other way round, {0} first, and {1}; with x and y swapped they look like {2}",
               is_latitude_first ? msg("longitude") : msg("easting"), marked(name_it),
               join_messages(turned, msg("; or like ")));
}

// The codes run from the westernmost zone to the easternmost.

int cgcs2000_code(const GaussKruger& crs) {
    if (crs.degrees == 6) return (crs.has_zone ? 4491 : 4502) + (crs.meridian - 75) / 6;
    return (crs.has_zone ? 4513 : 4534) + (crs.meridian - 75) / 3;
}

int xian80_code(const GaussKruger& crs) {
    if (crs.degrees == 6) return (crs.has_zone ? 2327 : 2338) + (crs.meridian - 75) / 6;
    return (crs.has_zone ? 2349 : 2370) + (crs.meridian - 75) / 3;
}

int beijing54_code(const GaussKruger& crs) {
    if (crs.degrees == 6) return (crs.has_zone ? 21413 : 21473) + (crs.meridian - 75) / 6;
    return (crs.has_zone ? 2401 : 2422) + (crs.meridian - 75) / 3;
}

}  // namespace grid
