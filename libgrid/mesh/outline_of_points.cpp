#include "libgrid/mesh/outline_of_points.hpp"

#include <cmath>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "libgrid/mesh/geos.hpp"

namespace grid {

namespace {

/// One point of each square, so that a crowd costs no more than the ground that it stands on.
GeosGeometry thinned(std::span<const Point> points, double side) {
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    std::vector<GEOSGeometry*> kept;
    for (const Point& point : points) {
        const auto square = [side](double v) { return static_cast<std::int64_t>(std::floor(v / side)); };
        if (!seen.emplace(square(point.x), square(point.y)).second) continue;
        kept.push_back(GEOSGeom_createPointFromXY_r(geos_context(), point.x, point.y));
    }
    return GeosGeometry(
        GEOSGeom_createCollection_r(geos_context(), GEOS_MULTIPOINT, kept.data(), static_cast<unsigned>(kept.size())));
}

Ring ring_of(const GEOSGeometry* line) {
    const GEOSCoordSequence* const sequence = GEOSGeom_getCoordSeq_r(geos_context(), line);
    unsigned size = 0;
    GEOSCoordSeq_getSize_r(geos_context(), sequence, &size);
    Ring ring(size);
    for (unsigned i = 0; i < size; ++i)
        GEOSCoordSeq_getXY_r(geos_context(), sequence, i, &ring[i].x, &ring[i].y);
    return ring;
}

MultiPolygon polygons_of(const GEOSGeometry* geometry) {
    MultiPolygon polygons;
    for (int i = 0; i < GEOSGetNumGeometries_r(geos_context(), geometry); ++i) {
        const GEOSGeometry* const part = GEOSGetGeometryN_r(geos_context(), geometry, i);
        if (GEOSGeomTypeId_r(geos_context(), part) != GEOS_POLYGON) continue;
        polygons.push_back({ring_of(GEOSGetExteriorRing_r(geos_context(), part)), {}});
    }
    return polygons;
}

/// Each part with the ground that it surrounds; parts in such ground are a part of it.
GeosGeometry without_holes(const GEOSGeometry* geometry) {
    std::vector<GEOSGeometry*> parts;
    for (const Polygon& part : polygons_of(geometry))
        parts.push_back(GEOSGeom_createPolygon_r(geos_context(), to_geos_ring(part.shell).release(), nullptr, 0));
    const GeosGeometry all(GEOSGeom_createCollection_r(geos_context(), GEOS_MULTIPOLYGON, parts.data(),
                                                       static_cast<unsigned>(parts.size())));
    return GeosGeometry(all ? GEOSUnaryUnion_r(geos_context(), all.get()) : nullptr);
}

}  // namespace

MultiPolygon outline_of_points(std::span<const Point> points, double reach_m, bool is_hull) {
    if (points.empty()) return {};
    GeosGeometry ground = thinned(points, reach_m / 8);
    if (is_hull) ground.reset(GEOSConvexHull_r(geos_context(), ground.get()));
    constexpr int corners_of_a_quarter = 8;
    constexpr double closed_m = 1;  // inlets between two points that are narrower than twice this are closed
    const auto grown = [](const GeosGeometry& geometry, double by_m) {
        return GeosGeometry(geometry ? GEOSBuffer_r(geos_context(), geometry.get(), by_m, corners_of_a_quarter)
                                     : nullptr);
    };
    const GeosGeometry around = grown(grown(ground, reach_m + closed_m), -closed_m);
    const GeosGeometry whole = around ? without_holes(around.get()) : nullptr;
    return whole ? polygons_of(whole.get()) : MultiPolygon{};
}

}  // namespace grid
