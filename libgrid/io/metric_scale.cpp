#include "libgrid/io/metric_scale.hpp"

#include <geodesic.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "libgrid/core/error.hpp"

namespace grid {

namespace {

constexpr double least = 1e-3;  // of the scale of the equator: nearer to a pole no plane is a good one

/// A degree of longitude and of latitude on an ellipsoid.
MetricScale degree_at(double latitude, const Ellipsoid& ellipsoid) {
    const double radians = std::clamp(latitude, -90.0, 90.0) * std::numbers::pi / 180;
    const double squared = ellipsoid.flattening * (2 - ellipsoid.flattening);  // eccentricity
    const double w = 1 - squared * std::sin(radians) * std::sin(radians);
    const double degree = ellipsoid.semi_major_m * std::numbers::pi / 180;
    return {degree * std::max(std::cos(radians), least) / std::sqrt(w), degree * (1 - squared) / (w * std::sqrt(w))};
}

}  // namespace

ScaleFinder::ScaleFinder(const std::string& crs_wkt) : m_ellipsoid(ellipsoid_of(crs_wkt)) {
    if (is_geographic(crs_wkt)) return;
    m_metres_per_unit = metres_per_unit(crs_wkt);
    m_to_degrees.emplace(crs_wkt, geographic_crs(crs_wkt));
}

MetricScale ScaleFinder::at(const Point& place) const {
    if (!m_to_degrees) return degree_at(place.y, m_ellipsoid);
    const MetricScale unit{m_metres_per_unit, m_metres_per_unit};
    constexpr double half_m = 50;
    const double half = half_m / m_metres_per_unit;
    std::array<Point, 4> ends{
        {{place.x - half, place.y}, {place.x + half, place.y}, {place.x, place.y - half}, {place.x, place.y + half}}};
    try {
        (*m_to_degrees)(ends);
    } catch (const InputError&) {
        return unit;
    }
    geod_geodesic geodesic{};
    geod_init(&geodesic, m_ellipsoid.semi_major_m, m_ellipsoid.flattening);
    std::array<double, 2> metres{};
    for (std::size_t i = 0; i < 2; ++i) {
        geod_inverse(&geodesic, ends[2 * i].y, ends[2 * i].x, ends[2 * i + 1].y, ends[2 * i + 1].x, &metres[i], nullptr,
                     nullptr);
    }
    const MetricScale scale{metres[0] / (2 * half), metres[1] / (2 * half)};
    const auto is_good = [](double value) { return std::isfinite(value) && value > least; };
    if (!is_good(scale.x / m_metres_per_unit) || !is_good(scale.y / m_metres_per_unit)) return unit;
    const auto is_one = [](double value) { return std::abs(value - 1) <= 0.01; };
    return is_one(scale.x) && is_one(scale.y) ? MetricScale{1, 1} : scale;
}

}  // namespace grid
