#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/grid_layer.hpp"

namespace grid {

enum class Format { geopackage, shapefile, geojson, flatgeobuf };

/// By name (`GPKG`, `ESRI Shapefile`, `GeoJSON`, `FlatGeobuf`, without case, and the short forms gpkg, shp, geojson,
/// fgb) or, if `name` is empty, by the extension of `path`. Throws ConfigError naming the formats there are, or if the
/// extension is not one of the named format.
[[nodiscard]] Format choose_format(const std::string& name, const std::string& path);

struct OutputOptions {
    std::string path{};
    Format format = Format::geopackage;
    bool overwrite = false;
    std::string encoding = "UTF-8";  ///< of a Shapefile
};

/// Throws InputError if the output (or one of its sidecars) exists and may not be overwritten, if its folder is missing
/// or not writable, if it is not a regular file, or if a GeoPackage is open in another program (its `-wal` or
/// `-journal` is there; this even with `overwrite`). ConfigError if the encoding is unknown. Touches nothing: where the
/// file system has no unnamed files, an empty hidden folder is made and removed. To be called before any work.
void check_output(const OutputOptions& options);

/// Throws ConfigError if the format cannot express the CRS (GeoJSON names a CRS by its EPSG code).
void check_output_crs(Format format, const std::string& crs_wkt);

/// Writes the layer `grids` and beside it, in a GeoPackage, `issues`, `grid_run` and `layer_styles`; with the other
/// formats the issues go to `<stem>_issues.<ext>` when there are any. Everything is written into a hidden folder beside
/// the output and renamed when complete and synced; an old file stays whole until then. Bytes depend on the content
/// only: the date of last change is that of `output_date`. Returns findings of the code `text_cut`: texts that were
/// longer than a Shapefile's field can hold (254 bytes). Throws InputError (full disk, no permission, text that the
/// encoding of the Shapefile lacks) after removing what was half-written.
Findings write_grid_layer(const GridLayer& layer, const OutputOptions& options);

/// The date of last change that every output carries, so that equal content means equal bytes.
inline constexpr const char* output_date = "2000-01-01T00:00:00Z";

/// Text written in the same safe way. Throws InputError.
void write_text(const std::string& path, const std::string& text, bool overwrite);

/// Removes the hidden folders of writes under way, so that the process can end. To be called from a thread that waits
/// for signals (not from within a signal handler). Waits while complete files are being renamed.
void discard_unfinished_output() noexcept;

}  // namespace grid
