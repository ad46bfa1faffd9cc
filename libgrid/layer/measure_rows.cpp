#include "libgrid/layer/measure_rows.hpp"

#include "libgrid/trace/trace.hpp"

namespace grid {

RowMeasurer::RowMeasurer(const std::string& output_wkt)
    : m_ellipsoid(ellipsoid_of(output_wkt)), m_to_lon_lat([output_wkt, geographic = geographic_crs(output_wkt)] {
          return CrsTransform(output_wkt, geographic);
      }) {}

void RowMeasurer::measure(GridRow& row) {
    MultiPolygon lon_lat = row.geometry;
    CrsTransform& to_lon_lat = m_to_lon_lat.local();
    if (!to_lon_lat.is_identity()) {
        for (Polygon& polygon : lon_lat) {
            to_lon_lat(polygon.shell);
            for (Ring& hole : polygon.holes)
                to_lon_lat(hole);
        }
    }
    const Measures measures = grid::measure(lon_lat, m_ellipsoid.semi_major_m, m_ellipsoid.flattening);
    row.area_m2 = measures.area_m2;
    row.perimeter_m = measures.perimeter_m;
    row.compactness = measures.compactness;
}

}  // namespace grid
