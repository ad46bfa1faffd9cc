#pragma once

#include <tbb/enumerable_thread_specific.h>

#include <string>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/metric_scale.hpp"

namespace grid {

/// Measures grids on the ellipsoid of their CRS. Several threads may use one.
class RowMeasurer {
public:
    explicit RowMeasurer(const std::string& output_wkt);

    /// Sets area, perimeter and compactness by the geometry of the row.
    void measure(GridRow& row);

private:
    Ellipsoid m_ellipsoid;
    tbb::enumerable_thread_specific<CrsTransform> m_to_lon_lat;
};

}  // namespace grid
