#pragma once

#include "libgrid/io/source.hpp"

namespace grid {

/// Whether the layer that `ref` names has a geometry of its own, or is a table. Throws as Source::open() does.
[[nodiscard]] bool has_geometry_column(SourceRef ref);

}  // namespace grid
