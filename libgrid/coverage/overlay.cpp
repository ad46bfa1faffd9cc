#include "libgrid/coverage/overlay.hpp"

#include <geos_c.h>

#include <algorithm>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "libgrid/coverage/segment_table.hpp"

namespace grid {

namespace {

/// GEOS's reentrant interface, one context a thread; GEOS's own messages are not printed.
GEOSContextHandle_t context() {
    struct Release {
        void operator()(GEOSContextHandle_t handle) const { GEOS_finish_r(handle); }
    };
    thread_local const std::unique_ptr<std::remove_pointer_t<GEOSContextHandle_t>, Release> handle(GEOS_init_r());
    if (!handle) throw std::bad_alloc();
    return handle.get();
}

struct Destroy {
    void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(context(), geometry); }
};
using GeometryPtr = std::unique_ptr<GEOSGeometry, Destroy>;

/// Null for rings that GEOS cannot represent: fewer than four points.
GeometryPtr to_ring(const Ring& ring) {
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(context(), static_cast<unsigned>(ring.size()), 2);
    if (sequence == nullptr) throw std::bad_alloc();
    for (std::size_t i = 0; i < ring.size(); ++i)
        GEOSCoordSeq_setXY_r(context(), sequence, static_cast<unsigned>(i), ring[i].x, ring[i].y);
    return GeometryPtr(GEOSGeom_createLinearRing_r(context(), sequence));
}

/// Rings without area, of fewer than four points, are left out.
GeometryPtr to_geos(const MultiPolygon& polygons) {
    std::vector<GEOSGeometry*> parts;
    for (const Polygon& polygon : polygons) {
        if (polygon.shell.size() < 4) continue;
        GeometryPtr shell = to_ring(polygon.shell);
        if (!shell) continue;
        std::vector<GEOSGeometry*> holes;
        for (const Ring& hole : polygon.holes) {
            if (hole.size() < 4) continue;
            if (GeometryPtr ring = to_ring(hole)) holes.push_back(ring.release());
        }
        parts.push_back(
            GEOSGeom_createPolygon_r(context(), shell.release(), holes.data(), static_cast<unsigned>(holes.size())));
    }
    return GeometryPtr(
        GEOSGeom_createCollection_r(context(), GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size())));
}

Ring from_ring(const GEOSGeometry* line, bool counter_clockwise) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context(), line);
    unsigned size = 0;
    GEOSCoordSeq_getSize_r(context(), sequence, &size);
    Ring ring(size);
    for (unsigned i = 0; i < size; ++i)
        GEOSCoordSeq_getXY_r(context(), sequence, i, &ring[i].x, &ring[i].y);
    if (runs_counter_clockwise(ring) != counter_clockwise) std::ranges::reverse(ring);
    return ring;
}

void take_polygons(const GEOSGeometry* geometry, MultiPolygon& polygons) {
    if (GEOSisEmpty_r(context(), geometry) != 0) return;
    const int type = GEOSGeomTypeId_r(context(), geometry);
    if (type == GEOS_POLYGON) {
        Polygon polygon;
        polygon.shell = from_ring(GEOSGetExteriorRing_r(context(), geometry), true);
        for (int i = 0; i < GEOSGetNumInteriorRings_r(context(), geometry); ++i)
            polygon.holes.push_back(from_ring(GEOSGetInteriorRingN_r(context(), geometry, i), false));
        polygons.push_back(std::move(polygon));
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        for (int i = 0; i < GEOSGetNumGeometries_r(context(), geometry); ++i)
            take_polygons(GEOSGetGeometryN_r(context(), geometry, i), polygons);
    }
}

std::optional<MultiPolygon> from_geos(const GeometryPtr& geometry) {
    if (!geometry) return std::nullopt;
    MultiPolygon polygons;
    take_polygons(geometry.get(), polygons);
    return polygons;
}

}  // namespace

std::optional<MultiPolygon> intersection(const MultiPolygon& a, const MultiPolygon& b) {
    return from_geos(GeometryPtr(GEOSIntersection_r(context(), to_geos(a).get(), to_geos(b).get())));
}

std::optional<MultiPolygon> difference(const MultiPolygon& a, const MultiPolygon& b) {
    return from_geos(GeometryPtr(GEOSDifference_r(context(), to_geos(a).get(), to_geos(b).get())));
}

namespace {

/// The ground that a ring encloses by itself, without its direction (even-odd rule). Null if GEOS cannot say.
GeometryPtr ring_ground(const Ring& ring) {
    return GeometryPtr(GEOSMakeValid_r(context(), to_geos({{ring, {}}}).get()));
}

/// The ground of several rings together.
GeometryPtr united_ground(const std::vector<const Ring*>& rings) {
    MultiPolygon polygons;
    for (const Ring* ring : rings) {
        const GeometryPtr ground = ring_ground(*ring);
        if (!ground) return nullptr;
        take_polygons(ground.get(), polygons);
    }
    return GeometryPtr(GEOSUnaryUnion_r(context(), to_geos(polygons).get()));
}

}  // namespace

std::optional<MultiPolygon> make_valid(const MultiPolygon& polygons) {
    MultiPolygon parts;
    for (const Polygon& polygon : polygons) {
        GeometryPtr ground = united_ground({&polygon.shell});
        if (ground && !polygon.holes.empty()) {
            std::vector<const Ring*> holes;
            for (const Ring& hole : polygon.holes)
                holes.push_back(&hole);
            const GeometryPtr cut = united_ground(holes);
            ground = cut ? GeometryPtr(GEOSDifference_r(context(), ground.get(), cut.get())) : nullptr;
        }
        if (!ground) return std::nullopt;
        take_polygons(ground.get(), parts);
    }
    std::optional<MultiPolygon> result = from_geos(GeometryPtr(GEOSUnaryUnion_r(context(), to_geos(parts).get())));
    if (!result || result->empty()) return std::nullopt;
    return result;
}

}  // namespace grid
