#include "libgrid/core/datum.hpp"

#include <cmath>
#include <numbers>

namespace grid {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double radians = pi / 180;

// The Krasovsky ellipsoid, on which metres become degrees.
constexpr double semi_major_m = 6378245;
constexpr double eccentricity_squared = 0.00669342162296594323;

/// Two waves of the shift, in metres; `t` is in degrees, their lengths 2 * `a` and 2 * `b` degrees.
double waves(double t, double height_a, double a, double height_b, double b) {
    return (height_a * std::sin(t / a * pi) + height_b * std::sin(t / b * pi)) * 2 / 3;
}

/// By how many degrees GCJ-02 differs from WGS 84 at a point of WGS 84: a polynomial and waves around 105 E, 35 N.
Point gcj02_shift(const Point& p) {
    const double x = p.x - 105;
    const double y = p.y - 35;
    const double common = 0.1 * x * y + waves(x, 20, 1.0 / 6, 20, 1.0 / 2);
    const double root = std::sqrt(std::abs(x));
    const double east_m =
        300 + x + 2 * y + 0.1 * x * x + 0.1 * root + common + waves(x, 20, 1, 40, 3) + waves(x, 150, 12, 300, 30);
    const double north_m =
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.2 * root + common + waves(y, 20, 1, 40, 3) + waves(y, 160, 12, 320, 30);
    const double sine = std::sin(p.y * radians);
    const double w = 1 - eccentricity_squared * sine * sine;
    const double across_m = semi_major_m / std::sqrt(w);  // radius along the parallel ...
    const double along_m = semi_major_m * (1 - eccentricity_squared) / (w * std::sqrt(w));  // ... and the meridian
    return {east_m / (across_m * std::cos(p.y * radians)) / radians, north_m / along_m / radians};
}

/// Solves to(result) = target, where `to` moves a point by little and by much the same as its neighbours. The error
/// shrinks to less than a fiftieth with each step.
template <typename Function>
Point inverse(const Point& target, Function&& to) {
    Point p = target;
    for (int step = 0; step < 30; ++step) {
        const Point reached = to(p);
        const Point error{reached.x - target.x, reached.y - target.y};
        p = {p.x - error.x, p.y - error.y};
        if (!(std::abs(error.x) + std::abs(error.y) > 1e-13)) break;
    }
    return p;
}

Point wgs84_to_gcj02(const Point& p) {
    if (!is_shifted_area(p)) return p;
    const Point shift = gcj02_shift(p);
    return {p.x + shift.x, p.y + shift.y};
}

Point gcj02_to_wgs84(const Point& p) {
    constexpr double reach = 0.02;  // more than any shift
    if (!is_shifted_area({p.x - reach, p.y - reach}) && !is_shifted_area({p.x + reach, p.y + reach})) return p;
    const Point from = inverse(p, [](const Point& q) {
        const Point shift = gcj02_shift(q);
        return Point{q.x + shift.x, q.y + shift.y};
    });
    return is_shifted_area(from) ? from : p;
}

/// A turn by some seconds and a stretch, both in waves of 0.12 degrees, of the vector from 0 E, 0 N; then a move.
Point gcj02_to_bd09(const Point& p) {
    constexpr double wave = pi * 3000 / 180;
    const double length = std::hypot(p.x, p.y) + 0.00002 * std::sin(p.y * wave);
    const double angle = std::atan2(p.y, p.x) + 0.000003 * std::cos(p.x * wave);
    return {length * std::cos(angle) + 0.0065, length * std::sin(angle) + 0.006};
}

}  // namespace

std::optional<MapDatum> map_datum_of(std::string_view name) {
    for (const MapDatum datum : {MapDatum::wgs84, MapDatum::gcj02, MapDatum::bd09}) {
        if (name == option_name(datum)) return datum;
    }
    return std::nullopt;
}

const char* option_name(MapDatum datum) {
    return datum == MapDatum::gcj02 ? "gcj02" : datum == MapDatum::bd09 ? "bd09" : "wgs84";
}

const char* name_of(MapDatum datum) {
    return datum == MapDatum::gcj02 ? "GCJ-02" : datum == MapDatum::bd09 ? "BD-09" : "WGS 84";
}

bool is_shifted_area(const Point& degrees) {
    const Box& box = shifted_area;
    return degrees.x >= box.min_x && degrees.x <= box.max_x && degrees.y >= box.min_y && degrees.y <= box.max_y;
}

Point from_wgs84(const Point& degrees, MapDatum to) {
    if (!std::isfinite(degrees.x) || !std::isfinite(degrees.y)) return degrees;
    if (to == MapDatum::gcj02) return wgs84_to_gcj02(degrees);
    if (to == MapDatum::bd09) return gcj02_to_bd09(wgs84_to_gcj02(degrees));
    return degrees;
}

Point to_wgs84(const Point& degrees, MapDatum from) {
    if (!std::isfinite(degrees.x) || !std::isfinite(degrees.y)) return degrees;
    if (from == MapDatum::gcj02) return gcj02_to_wgs84(degrees);
    if (from == MapDatum::bd09) return gcj02_to_wgs84(inverse(degrees, gcj02_to_bd09));
    return degrees;
}

}  // namespace grid
