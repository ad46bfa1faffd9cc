#pragma once

// For the files of this stage only: which layer of a source is read, and as what.

#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source.hpp"

namespace grid::io {

/// See SourceRef::layer. Throws InputError if there is none, ConfigError naming the layers if none or several fit.
[[nodiscard]] OGRLayer& choose_layer(GDALDataset& dataset, const SourceRef& ref);

/// The column of geometry that SourceRef::layer names, else the only one, or the only one of a kind that is of use.
/// Throws ConfigError naming them if several fit.
[[nodiscard]] int choose_geometry(OGRLayer& layer, const SourceRef& ref, const Place& place);

/// By the declared type of the column `geometry`, else by the first feature, or the first that is of use, of those that
/// pass the layer's filter. Throws InputError if no feature has a geometry, or one that is of no kind; unless it may
/// have none.
[[nodiscard]] GeometryKind choose_kind(OGRLayer& layer, int geometry, const SourceRef& ref, bool may_have_none,
                                       const Place& place);

}  // namespace grid::io
