#include "libgrid/mesh/validity.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/mesh/geos.hpp"

namespace grid {

namespace {

GeosGeometry to_polygon(const Polygon& polygon) {
    GeosGeometry shell = to_geos_ring(polygon.shell);
    if (!shell) return nullptr;
    std::vector<GEOSGeometry*> holes;
    for (const Ring& hole : polygon.holes) {
        if (GeosGeometry ring = to_geos_ring(hole)) holes.push_back(ring.release());
    }
    return GeosGeometry(
        GEOSGeom_createPolygon_r(geos_context(), shell.release(), holes.data(), static_cast<unsigned>(holes.size())));
}

/// Null where GEOS cannot represent the rings at all (fewer than four points).
GeosGeometry to_geos(const MultiPolygon& polygons) {
    std::vector<GEOSGeometry*> parts;
    bool complete = true;
    for (const Polygon& polygon : polygons) {
        if (GeosGeometry part = to_polygon(polygon))
            parts.push_back(part.release());
        else
            complete = false;
    }
    GeosGeometry result(GEOSGeom_createCollection_r(geos_context(), GEOS_MULTIPOLYGON, parts.data(),
                                                    static_cast<unsigned>(parts.size())));
    return complete ? std::move(result) : nullptr;
}

/// Two points and the first again enclose nothing; fewer GEOS cannot represent at all.
bool is_too_short(const Ring& ring) {
    return !ring.empty() && ring.size() < 4;
}

bool has_short_ring(const MultiPolygon& polygons) {
    return std::ranges::any_of(polygons, [](const Polygon& polygon) {
        return is_too_short(polygon.shell) || std::ranges::any_of(polygon.holes, is_too_short);
    });
}

Point to_point(const GEOSGeometry* geometry) {
    Point point;
    GEOSGeomGetX_r(geos_context(), geometry, &point.x);
    GEOSGeomGetY_r(geos_context(), geometry, &point.y);
    return point;
}

/// What GEOS says of a polygon, all in all.
constexpr std::array reasons{mark("Self-intersection"),        mark("Ring Self-intersection"),
                             mark("Hole lies outside shell"),  mark("Holes are nested"),
                             mark("Interior is disconnected"), mark("Nested shells"),
                             mark("Duplicate Rings"),          mark("Ring is not closed"),
                             mark("Invalid Coordinate"),       mark("Too few points in geometry component")};

Message told(const std::string& reason) {
    return std::ranges::find(reasons, reason) == reasons.end() ? Message(reason) : marked(reason);
}

}  // namespace

std::optional<InvalidGeometry> find_invalid(const MultiPolygon& polygons) {
    const Point first = polygons.empty() || polygons.front().shell.empty() ? Point{} : polygons.front().shell.front();
    const GeosGeometry geometry = has_short_ring(polygons) ? nullptr : to_geos(polygons);
    if (!geometry) return InvalidGeometry{msg("a ring has fewer than four points"), first};
    char* reason = nullptr;
    GEOSGeometry* location = nullptr;
    const char valid = GEOSisValidDetail_r(geos_context(), geometry.get(), 0, &reason, &location);
    const std::unique_ptr<char, GeosDestroy> reason_owner(reason);
    const GeosGeometry location_owner(location);
    if (valid == 1) return std::nullopt;
    return InvalidGeometry{reason != nullptr ? told(reason) : msg("the validity cannot be decided"),
                           location != nullptr ? to_point(location) : first};
}

std::optional<Point> inside_point(const MultiPolygon& polygons) {
    const GeosGeometry geometry = to_geos(polygons);
    if (!geometry) return std::nullopt;
    const GeosGeometry point(GEOSPointOnSurface_r(geos_context(), geometry.get()));
    if (!point || GEOSisEmpty_r(geos_context(), point.get()) != 0) return std::nullopt;
    return to_point(point.get());
}

}  // namespace grid
