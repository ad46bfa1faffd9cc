#pragma once

// For the files of this stage only: several layers of a file as one.

#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source.hpp"

namespace grid::io {

/// Stands for all layers of a file that have a geometry.
constexpr const char* all_layers = "*";

/// A data set with one layer that has the features of all layers with a geometry, one layer after the other, and the
/// fields of all. `dataset` is the file of `ref` as it was opened. Throws ConfigError where none has a geometry, where
/// their CRS differ, and for Shapefiles, which have an encoding each.
[[nodiscard]] GDALDatasetUniquePtr layers_together(GDALDataset& dataset, const SourceRef& ref);

}  // namespace grid::io
