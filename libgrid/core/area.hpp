#pragma once

#include "libgrid/core/geometry.hpp"

namespace grid {

/// A block, a dedicated area: ground with a point that stands for it. Output CRS.
struct Area {
    MultiPolygon polygons;
    Point inside;
    Box box;  ///< of the polygons
};

}  // namespace grid
