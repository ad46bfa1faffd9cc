#pragma once

#include <string>

#include "libgrid/io/source.hpp"

namespace grid {

/// The file of a source as QGIS writes it: `plan.gpkg|layername=roads|geometryname=geom|subset=...`. The path itself
/// where it is none, or a file has that very name.
[[nodiscard]] std::string file_of_uri(const std::string& path);

/// Takes such a path apart: into file, layer, column of geometry and filter. Throws ConfigError for a part that is not
/// known, and if the layer is named twice, differently.
void take_layer_uri(SourceRef& ref);

/// Finds the file of a source that has been named otherwise: `-` is standard input, which is read now; of a ZIP archive
/// it is what is in it. Throws InputError and ConfigError.
void find_file(SourceRef& ref);

}  // namespace grid
