#include "libgrid/coverage/overlay.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/geos.hpp"

namespace grid {

namespace {

/// Rings without area, of fewer than four points, are left out.
GeosGeometry to_geos(const MultiPolygon& polygons) {
    std::vector<GEOSGeometry*> parts;
    for (const Polygon& polygon : polygons) {
        if (polygon.shell.size() < 4) continue;
        GeosGeometry shell = to_geos_ring(polygon.shell);
        if (!shell) continue;
        std::vector<GEOSGeometry*> holes;
        for (const Ring& hole : polygon.holes) {
            if (hole.size() < 4) continue;
            if (GeosGeometry ring = to_geos_ring(hole)) holes.push_back(ring.release());
        }
        parts.push_back(GEOSGeom_createPolygon_r(geos_context(), shell.release(), holes.data(),
                                                 static_cast<unsigned>(holes.size())));
    }
    return GeosGeometry(GEOSGeom_createCollection_r(geos_context(), GEOS_MULTIPOLYGON, parts.data(),
                                                    static_cast<unsigned>(parts.size())));
}

Ring from_ring(const GEOSGeometry* line, bool counter_clockwise) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(geos_context(), line);
    unsigned size = 0;
    GEOSCoordSeq_getSize_r(geos_context(), sequence, &size);
    Ring ring(size);
    for (unsigned i = 0; i < size; ++i)
        GEOSCoordSeq_getXY_r(geos_context(), sequence, i, &ring[i].x, &ring[i].y);
    if (runs_counter_clockwise(ring) != counter_clockwise) std::ranges::reverse(ring);
    return ring;
}

void take_polygons(const GEOSGeometry* geometry, MultiPolygon& polygons) {
    if (GEOSisEmpty_r(geos_context(), geometry) != 0) return;
    const int type = GEOSGeomTypeId_r(geos_context(), geometry);
    if (type == GEOS_POLYGON) {
        Polygon polygon;
        polygon.shell = from_ring(GEOSGetExteriorRing_r(geos_context(), geometry), true);
        for (int i = 0; i < GEOSGetNumInteriorRings_r(geos_context(), geometry); ++i)
            polygon.holes.push_back(from_ring(GEOSGetInteriorRingN_r(geos_context(), geometry, i), false));
        polygons.push_back(std::move(polygon));
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        for (int i = 0; i < GEOSGetNumGeometries_r(geos_context(), geometry); ++i)
            take_polygons(GEOSGetGeometryN_r(geos_context(), geometry, i), polygons);
    }
}

std::optional<MultiPolygon> from_geos(const GeosGeometry& geometry) {
    if (!geometry) return std::nullopt;
    MultiPolygon polygons;
    take_polygons(geometry.get(), polygons);
    return polygons;
}

}  // namespace

std::optional<MultiPolygon> intersection(const MultiPolygon& a, const MultiPolygon& b) {
    return from_geos(GeosGeometry(GEOSIntersection_r(geos_context(), to_geos(a).get(), to_geos(b).get())));
}

std::optional<MultiPolygon> difference(const MultiPolygon& a, const MultiPolygon& b) {
    return from_geos(GeosGeometry(GEOSDifference_r(geos_context(), to_geos(a).get(), to_geos(b).get())));
}

std::optional<MultiPolygon> convex_hull(const MultiPolygon& polygons) {
    return from_geos(GeosGeometry(GEOSConvexHull_r(geos_context(), to_geos(polygons).get())));
}

namespace {

/// The ground that a ring encloses by itself, without its direction (even-odd rule). Null if GEOS cannot say.
GeosGeometry ring_ground(const Ring& ring) {
    return GeosGeometry(GEOSMakeValid_r(geos_context(), to_geos({{ring, {}}}).get()));
}

/// The ground of several rings together.
GeosGeometry united_ground(const std::vector<const Ring*>& rings) {
    MultiPolygon polygons;
    for (const Ring* ring : rings) {
        const GeosGeometry ground = ring_ground(*ring);
        if (!ground) return nullptr;
        take_polygons(ground.get(), polygons);
    }
    return GeosGeometry(GEOSUnaryUnion_r(geos_context(), to_geos(polygons).get()));
}

}  // namespace

std::optional<MultiPolygon> make_valid(const MultiPolygon& polygons) {
    MultiPolygon parts;
    for (const Polygon& polygon : polygons) {
        GeosGeometry ground = united_ground({&polygon.shell});
        if (ground && !polygon.holes.empty()) {
            std::vector<const Ring*> holes;
            for (const Ring& hole : polygon.holes)
                holes.push_back(&hole);
            const GeosGeometry cut = united_ground(holes);
            ground = cut ? GeosGeometry(GEOSDifference_r(geos_context(), ground.get(), cut.get())) : nullptr;
        }
        if (!ground) return std::nullopt;
        take_polygons(ground.get(), parts);
    }
    std::optional<MultiPolygon> result =
        from_geos(GeosGeometry(GEOSUnaryUnion_r(geos_context(), to_geos(parts).get())));
    if (!result || result->empty()) return std::nullopt;
    return result;
}

}  // namespace grid
