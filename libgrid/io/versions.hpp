#pragma once

#include <string>

namespace grid {

/// The geometry libraries that are in use at run time, as `GDAL 3.6.2, GEOS 3.11.1, PROJ 9.1.1`.
[[nodiscard]] std::string library_versions();

}  // namespace grid
