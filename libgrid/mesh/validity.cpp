#include "libgrid/mesh/validity.hpp"

#include <geos_c.h>

#include <memory>
#include <new>
#include <vector>

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
    void operator()(char* text) const { GEOSFree_r(context(), text); }
};
using GeometryPtr = std::unique_ptr<GEOSGeometry, Destroy>;

GeometryPtr to_ring(const Ring& ring) {
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(context(), static_cast<unsigned>(ring.size()), 2);
    if (sequence == nullptr) return nullptr;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        GEOSCoordSeq_setXY_r(context(), sequence, static_cast<unsigned>(i), ring[i].x, ring[i].y);
    }
    return GeometryPtr(GEOSGeom_createLinearRing_r(context(), sequence));
}

GeometryPtr to_polygon(const Polygon& polygon) {
    GeometryPtr shell = to_ring(polygon.shell);
    if (!shell) return nullptr;
    std::vector<GEOSGeometry*> holes;
    for (const Ring& hole : polygon.holes) {
        if (GeometryPtr ring = to_ring(hole)) holes.push_back(ring.release());
    }
    return GeometryPtr(
        GEOSGeom_createPolygon_r(context(), shell.release(), holes.data(), static_cast<unsigned>(holes.size())));
}

/// Null where GEOS cannot represent the rings at all (fewer than four points).
GeometryPtr to_geos(const MultiPolygon& polygons) {
    std::vector<GEOSGeometry*> parts;
    bool complete = true;
    for (const Polygon& polygon : polygons) {
        if (GeometryPtr part = to_polygon(polygon))
            parts.push_back(part.release());
        else
            complete = false;
    }
    GeometryPtr result(
        GEOSGeom_createCollection_r(context(), GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size())));
    return complete ? std::move(result) : nullptr;
}

Point to_point(const GEOSGeometry* geometry) {
    Point point;
    GEOSGeomGetX_r(context(), geometry, &point.x);
    GEOSGeomGetY_r(context(), geometry, &point.y);
    return point;
}

}  // namespace

std::optional<InvalidGeometry> find_invalid(const MultiPolygon& polygons) {
    const Point first = polygons.empty() || polygons.front().shell.empty() ? Point{} : polygons.front().shell.front();
    const GeometryPtr geometry = to_geos(polygons);
    if (!geometry) return InvalidGeometry{"a ring has fewer than four points", first};
    char* reason = nullptr;
    GEOSGeometry* location = nullptr;
    const char valid = GEOSisValidDetail_r(context(), geometry.get(), 0, &reason, &location);
    const std::unique_ptr<char, Destroy> reason_owner(reason);
    const GeometryPtr location_owner(location);
    if (valid == 1) return std::nullopt;
    return InvalidGeometry{reason != nullptr ? reason : "the validity cannot be decided",
                           location != nullptr ? to_point(location) : first};
}

std::optional<Point> inside_point(const MultiPolygon& polygons) {
    const GeometryPtr geometry = to_geos(polygons);
    if (!geometry) return std::nullopt;
    const GeometryPtr point(GEOSPointOnSurface_r(context(), geometry.get()));
    if (!point || GEOSisEmpty_r(context(), point.get()) != 0) return std::nullopt;
    return to_point(point.get());
}

}  // namespace grid
