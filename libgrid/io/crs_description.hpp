#pragma once

#include <string>

namespace grid {

/// What a GIS says of a CRS besides its WKT.
struct CrsDescription {
    std::string wkt;         ///< WKT2 (2019)
    std::string proj;        ///< PROJ string; empty where there is none
    std::string authority;   ///< `EPSG`; empty for a CRS of one's own
    std::string code;        ///< `4326`; empty for a CRS of one's own
    std::string name;        ///< never empty
    std::string projection;  ///< PROJ's name of it: `longlat`, `tmerc`; empty if unknown
    std::string ellipsoid;   ///< `EPSG:7030`, or `PARAMETER:<semi-major>:<semi-minor>` in metres
    bool geographic = false;
};

/// Of WKT that crs_to_wkt() gave. Throws ConfigError for other text.
[[nodiscard]] CrsDescription describe_crs(const std::string& wkt);

}  // namespace grid
