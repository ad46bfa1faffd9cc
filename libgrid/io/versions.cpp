#include "libgrid/io/versions.hpp"

#include <fmt/format.h>
#include <gdal.h>
#include <geos_c.h>
#include <proj.h>

#include <string_view>

namespace grid {

std::string library_versions() {
    const std::string_view geos = GEOSversion();  // "3.11.1-CAPI-1.17.1"
    return fmt::format("GDAL {}, GEOS {}, PROJ {}", GDALVersionInfo("RELEASE_NAME"), geos.substr(0, geos.find('-')),
                       proj_info().version);
}

}  // namespace grid
