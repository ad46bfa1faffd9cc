#pragma once

// For the files of this stage only: which layer of a source is read, and as what.

#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source.hpp"

namespace grid::io {

/// See SourceRef::layer. Throws InputError if there is none, ConfigError naming the layers if none or several fit.
[[nodiscard]] OGRLayer& choose_layer(GDALDataset& dataset, const SourceRef& ref);

/// By the layer's declared type, else by its first feature. Throws InputError if no feature has a geometry, or one that
/// is of no kind; unless it may have none.
[[nodiscard]] GeometryKind choose_kind(OGRLayer& layer, const SourceRef& ref, bool may_have_none, const Place& place);

}  // namespace grid::io
