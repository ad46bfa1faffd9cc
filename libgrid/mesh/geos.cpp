#include "libgrid/mesh/geos.hpp"

#include <new>
#include <type_traits>

namespace grid {

GEOSContextHandle_t geos_context() {
    struct Release {
        void operator()(GEOSContextHandle_t handle) const { GEOS_finish_r(handle); }
    };
    thread_local const std::unique_ptr<std::remove_pointer_t<GEOSContextHandle_t>, Release> handle(GEOS_init_r());
    if (!handle) throw std::bad_alloc();
    return handle.get();
}

GeosGeometry to_geos_ring(const Ring& ring) {
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(geos_context(), static_cast<unsigned>(ring.size()), 2);
    if (sequence == nullptr) throw std::bad_alloc();
    for (std::size_t i = 0; i < ring.size(); ++i)
        GEOSCoordSeq_setXY_r(geos_context(), sequence, static_cast<unsigned>(i), ring[i].x, ring[i].y);
    return GeosGeometry(GEOSGeom_createLinearRing_r(geos_context(), sequence));
}

}  // namespace grid
