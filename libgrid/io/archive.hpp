#pragma once

// For the files of this stage only.

#include <string>

namespace grid::io {

/// Of a ZIP archive, which is a file or standard input, the one file or folder of data that is in it, or the one that
/// is called as `layer` says, as a path of GDAL: `/vsizip/x.zip/towns.shp`. The path itself where it is no archive.
/// Throws ConfigError, naming them, if there are several; InputError if there is none, or it cannot be read.
[[nodiscard]] std::string file_in_archive(const std::string& path, const std::string& layer);

}  // namespace grid::io
