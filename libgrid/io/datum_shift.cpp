#include "libgrid/io/datum_shift.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid::io {

namespace {

/// Whether a degree is a degree, and the ellipsoid that of WGS 84 or CGCS2000, which differ by 0.1 mm.
bool is_world_datum(const std::string& wkt) {
    const Ellipsoid ellipsoid = ellipsoid_of(wkt);
    const bool degrees = std::abs(parse_wkt(geographic_crs(wkt)).GetAngularUnits() - std::numbers::pi / 180) < 1e-12;
    return degrees && std::abs(ellipsoid.semi_major_m - 6378137) < 0.01 &&
           std::abs(ellipsoid.flattening - 1 / 298.2572221) < 1e-10;
}

}  // namespace

DatumShift::DatumShift(const std::string& crs_wkt, MapDatum datum, const Place& place)
    : m_datum(datum),
      m_to_degrees(crs_wkt, is_identity() ? crs_wkt : geographic_crs(crs_wkt)),
      m_from_degrees(is_identity() ? crs_wkt : geographic_crs(crs_wkt), crs_wkt) {
    if (is_identity() || is_world_datum(crs_wkt)) return;
    throw ConfigError(
        msg("coordinates in {} cannot be in {}, which shifts those of WGS 84", crs_name(crs_wkt), name_of(datum)),
        place, msg("leave the datum option of this input out, or see that the CRS is one of WGS 84 or CGCS2000"));
}

void DatumShift::operator()(std::span<Point> points) const {
    if (is_identity()) return;
    m_to_degrees(points);
    for (Point& point : points)
        point = to_wgs84(point, m_datum);
    m_from_degrees(points);
}

void DatumShift::operator()(Feature& feature) const {
    if (is_identity()) return;
    (*this)(std::span(feature.points));
    for (LineString& line : feature.lines)
        (*this)(std::span(line));
    for (Polygon& polygon : feature.polygons) {
        (*this)(std::span(polygon.shell));
        for (Ring& hole : polygon.holes)
            (*this)(std::span(hole));
    }
}

Box DatumShift::operator()(const Box& box) const {
    if (is_identity() || box.empty()) return box;
    const double mid_x = box.min_x + (box.max_x - box.min_x) / 2;
    const double mid_y = box.min_y + (box.max_y - box.min_y) / 2;
    std::vector<Point> points;
    for (const double x : {box.min_x, mid_x, box.max_x}) {
        for (const double y : {box.min_y, mid_y, box.max_y})
            points.push_back({x, y});
    }
    (*this)(std::span(points));
    Box moved;
    for (const Point& point : points)
        moved.add(point);
    return moved;
}

}  // namespace grid::io
