#pragma once

// For the files of this stage only.

#include "libgrid/io/gdal.hpp"
#include "libgrid/io/memory_layer.hpp"

namespace grid::io {

/// SourceRef::memory, which is set, as OGR wants it: a data set of one layer.
[[nodiscard]] GDALDatasetUniquePtr open_memory(const SourceRef& ref);

}  // namespace grid::io
