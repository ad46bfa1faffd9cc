#pragma once

// For the files of this stage only.

#include <string>
#include <vector>

namespace grid::io {

/// A name under which GDAL reads the same file without what lies beside it and decides over it, and without writing
/// anything there: a CSV file with a .csvt (which makes numbers of identifiers), a Shapefile with an index of
/// attributes (which is asked instead of the table), GML and NAS (whose schema is kept in a .gfs, and believed however
/// old it is). The path itself for all else.
[[nodiscard]] std::string undisturbed(const std::string& path);

/// The files that are read so; empty where the name is the path itself.
[[nodiscard]] std::vector<std::string> undisturbed_files(const std::string& path);

}  // namespace grid::io
