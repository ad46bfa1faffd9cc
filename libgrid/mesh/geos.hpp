#pragma once

#include <geos_c.h>

#include <memory>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// GEOS's reentrant interface, one context a thread; GEOS's own messages are not printed. Throws std::bad_alloc.
[[nodiscard]] GEOSContextHandle_t geos_context();

struct GeosDestroy {
    void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(geos_context(), geometry); }
    void operator()(char* text) const { GEOSFree_r(geos_context(), text); }
};
using GeosGeometry = std::unique_ptr<GEOSGeometry, GeosDestroy>;

/// Null for rings that GEOS cannot represent: fewer than four points.
[[nodiscard]] GeosGeometry to_geos_ring(const Ring& ring);

}  // namespace grid
