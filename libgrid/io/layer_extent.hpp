#pragma once

// For the files of this stage only: how many features a layer has, and where.

#include <cstdint>

#include "libgrid/core/geometry.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid::io {

struct Measured {
    std::int64_t count = 0;
    Box extent;
};

/// Looks at all features: what a file says about their number and extent may be out of date, or never have been true.
[[nodiscard]] Measured measure(GDALDataset& dataset, OGRLayer& layer, int geometry);

/// Where most of the first features are: a twentieth of them is left out at each end of x and y, so that places at 0, 0
/// and the like do not count.
[[nodiscard]] Box usual_box_of(OGRLayer& layer, int geometry);

}  // namespace grid::io
