#pragma once

// For the files of this stage only: where the features of a layer are.

#include "libgrid/core/geometry.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid::io {

[[nodiscard]] Box box_of(OGRLayer& layer);

/// Where most of the first features are: a twentieth of them is left out at each end of x and y, so that places at 0, 0
/// and the like do not count.
[[nodiscard]] Box usual_box_of(OGRLayer& layer);

}  // namespace grid::io
