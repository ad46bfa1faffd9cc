#pragma once

// For the files of this stage only: names of layers that a GeoPackage can have.

#include <string>

namespace grid::io {

/// Throws ConfigError if a GeoPackage can have no layer of that name, or one that is ours stands beside the grids under
/// it (`issues`, `lineage`, `grid_run`, `layer_styles`).
void check_package_layer(const std::string& name);

/// The name, or where a GeoPackage cannot have it, the nearest that it can.
[[nodiscard]] std::string package_layer_name(const std::string& name);

}  // namespace grid::io
