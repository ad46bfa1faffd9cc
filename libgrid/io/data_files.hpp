#pragma once

// For the files of this stage only: which files of the disk an input is read from.

#include <string>
#include <vector>

namespace grid::io {

/// The files that belong to an input by its name alone, whether they are there or not: the file itself, of
/// `/vsizip/x.zip/...` and `DRIVER:x` the file x, and of formats in several files (Shapefile, CSV, MapInfo, GML) the
/// others. Empty for a database or an address. Opens nothing.
[[nodiscard]] std::vector<std::string> files_by_name(const std::string& path);

/// The files that GDAL lists for an input, as those that a VRT or a folder leads to. Empty where GDAL does not know it.
[[nodiscard]] std::vector<std::string> listed_files(const std::string& path);

/// As listed_files(); does not open formats that are one file whatever is in them, for some are read whole to do so.
[[nodiscard]] std::vector<std::string> further_files(const std::string& path);

/// All extensions of files that belong to a Shapefile, `.shp` first.
[[nodiscard]] const std::vector<std::string>& shapefile_extensions();

}  // namespace grid::io
