#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/grid_layer.hpp"

namespace grid {

enum class Format { geopackage, shapefile, geojson, flatgeobuf };

/// By name (`GPKG`, `ESRI Shapefile`, `GeoJSON`, `FlatGeobuf`, without case, and the short forms gpkg, shp, geojson,
/// fgb) or, if `name` is empty, by the extension of `path`. Throws ConfigError naming the formats there are.
[[nodiscard]] Format choose_format(const std::string& name, const std::string& path);

struct OutputOptions {
    std::string path;
    Format format = Format::geopackage;
    bool overwrite = false;
    std::string encoding = "UTF-8";  ///< of a Shapefile
};

/// Throws InputError if the output (or one of its sidecars) exists and may not be overwritten, if its folder is missing
/// or not writable. Touches nothing. To be called before any work.
void check_output(const OutputOptions& options);

/// Writes the layer `grids` and beside it, in a GeoPackage, `issues`, `grid_run` and `layer_styles`; with the other
/// formats the issues go to `<stem>_issues.<ext>` when there are any. Everything is written into a hidden folder beside
/// the output and renamed when complete and synced; an old file stays whole until then. Bytes depend on the content
/// only. Throws InputError (full disk, no permission) after removing what was half-written.
void write_grid_layer(const GridLayer& layer, const OutputOptions& options);

/// Text written in the same safe way.
void write_text(const std::string& path, const std::string& text, bool overwrite);

/// Removes the hidden folders of writes under way; async-signal-safe enough to be called from the handler thread.
void discard_unfinished_output() noexcept;

}  // namespace grid
