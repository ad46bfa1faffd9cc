#pragma once

// For the files of this stage only: files in which others keep layers, too, so that not all of them is ours to replace.

#include <filesystem>
#include <string>
#include <vector>

#include "libgrid/io/gdal.hpp"
#include "libgrid/io/output_files.hpp"

namespace grid::io {

/// Throws InputError, naming them, if the GeoPackage or workbook at `path` has tables that the output does not replace.
void check_no_other_tables(const std::filesystem::path& path, const OutputOptions& options);

/// Throws InputError if the file at `path` is no GeoPackage whose other layers could be kept.
void check_can_share(const std::filesystem::path& path, const OutputOptions& options);

/// A place in which the output is built. With `overwrite_layer` it holds a copy of the GeoPackage that is there.
[[nodiscard]] UnfinishedOutput& begin_output(OutputSet& outputs, const OutputOptions& options);

/// A new data set; or where begin_output() has put a GeoPackage at `path`, that one without the tables that are
/// replaced and without their styles. Null if it cannot be opened. Throws InputError.
[[nodiscard]] GDALDatasetUniquePtr open_output(GDALDriver& driver, const std::string& path,
                                               const OutputOptions& options);

}  // namespace grid::io
