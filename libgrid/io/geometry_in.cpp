#include "libgrid/io/geometry_in.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/core/msg.hpp"

namespace grid::io {

namespace {

Point checked(double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) {
        throw InputError(msg("a coordinate is not a finite number ({}, {})", x, y));
    }
    constexpr double far_away = 1e9;  // beyond every CRS on the earth, in any unit of length that is in use
    if (std::abs(x) > far_away || std::abs(y) > far_away) {
        throw InputError(msg("a coordinate is far off the earth ({}, {})", x, y));
    }
    return {x, y};
}

LineString points_of(const OGRSimpleCurve& line) {
    const int n = line.getNumPoints();
    LineString points;
    points.reserve(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i)
        points.push_back(checked(line.getX(i), line.getY(i)));
    return points;
}

Ring ring_of(const OGRSimpleCurve& line) {
    Ring ring = points_of(line);
    if (!ring.empty() && ring.front() != ring.back()) ring.push_back(ring.front());
    return ring;
}

void add_polygon(const OGRPolygon& polygon, Feature& feature) {
    if (polygon.IsEmpty() != 0) return;
    Polygon taken;
    taken.shell = ring_of(*polygon.getExteriorRing());
    taken.holes.reserve(static_cast<std::size_t>(polygon.getNumInteriorRings()));
    for (int i = 0; i < polygon.getNumInteriorRings(); ++i) {
        Ring hole = ring_of(*polygon.getInteriorRing(i));
        if (!hole.empty()) taken.holes.push_back(std::move(hole));
    }
    feature.polygons.push_back(std::move(taken));
}

/// Takes all parts of the kind; false if there are others.
bool take_linear(const OGRGeometry& geometry, GeometryKind kind, Feature& feature) {
    bool is_all = true;
    switch (wkbFlatten(geometry.getGeometryType())) {
        case wkbPoint: {
            if (kind != GeometryKind::points) return false;
            const OGRPoint* point = geometry.toPoint();
            if (point->IsEmpty() == 0) feature.points.push_back(checked(point->getX(), point->getY()));
            return true;
        }
        case wkbLineString:
            if (kind != GeometryKind::lines) return false;
            if (geometry.IsEmpty() == 0) feature.lines.push_back(points_of(*geometry.toLineString()));
            return true;
        case wkbTriangle:
        case wkbPolygon:
            if (kind != GeometryKind::polygons) return false;
            add_polygon(*geometry.toPolygon(), feature);
            return true;
        case wkbMultiPoint:
        case wkbMultiLineString:
        case wkbMultiPolygon:
        case wkbGeometryCollection:
            for (const OGRGeometry* part : *geometry.toGeometryCollection())
                is_all = take_linear(*part, kind, feature) && is_all;
            return is_all;
        case wkbTIN:
        case wkbPolyhedralSurface:
            for (const OGRPolygon* part : *geometry.toPolyhedralSurface())
                is_all = take_linear(*part, kind, feature) && is_all;
            return is_all;
        default:
            return false;
    }
}

}  // namespace

std::optional<GeometryKind> kind_of(OGRwkbGeometryType type) {
    switch (wkbFlatten(type)) {
        case wkbPoint:
        case wkbMultiPoint:
            return GeometryKind::points;
        case wkbLineString:
        case wkbCircularString:
        case wkbCompoundCurve:
        case wkbCurve:
        case wkbMultiLineString:
        case wkbMultiCurve:
            return GeometryKind::lines;
        case wkbPolygon:
        case wkbCurvePolygon:
        case wkbSurface:
        case wkbMultiPolygon:
        case wkbMultiSurface:
        case wkbPolyhedralSurface:
        case wkbTIN:
        case wkbTriangle:
            return GeometryKind::polygons;
        default:
            return std::nullopt;
    }
}

std::optional<GeometryKind> kind_of(const OGRGeometry& geometry) {
    if (wkbFlatten(geometry.getGeometryType()) != wkbGeometryCollection) return kind_of(geometry.getGeometryType());
    std::optional<GeometryKind> common;
    for (const OGRGeometry* part : *geometry.toGeometryCollection()) {
        const std::optional<GeometryKind> kind = kind_of(*part);
        if (!kind || (common && *common != *kind)) return std::nullopt;
        common = kind;
    }
    return common;
}

std::optional<GeometryKind> fitting_kind(const OGRGeometry& geometry, const std::vector<GeometryKind>& kinds) {
    std::optional<GeometryKind> best;
    const auto look_at = [&](std::optional<GeometryKind> kind) {
        if (kind && std::ranges::find(kinds, *kind) != kinds.end()) best = std::max(best, kind);
    };
    if (wkbFlatten(geometry.getGeometryType()) != wkbGeometryCollection) {
        look_at(kind_of(geometry.getGeometryType()));
        return best;
    }
    for (const OGRGeometry* part : *geometry.toGeometryCollection()) {
        if (part->IsEmpty() == 0) look_at(fitting_kind(*part, kinds));
    }
    return best;
}

Taken take_fitting(const OGRGeometry& geometry, const std::vector<GeometryKind>& kinds, Feature& feature) {
    if (geometry.IsEmpty() != 0) return Taken::all;
    const std::optional<GeometryKind> kind = fitting_kind(geometry, kinds);
    if (!kind) return Taken::nothing;
    return take_geometry(geometry, *kind, feature) ? Taken::all : Taken::part;
}

bool take_geometry(const OGRGeometry& geometry, GeometryKind kind, Feature& feature) {
    if (geometry.hasCurveGeometry() == 0) return take_linear(geometry, kind, feature);
    const std::unique_ptr<OGRGeometry> linear(geometry.getLinearGeometry());
    return linear && take_linear(*linear, kind, feature);
}

}  // namespace grid::io
