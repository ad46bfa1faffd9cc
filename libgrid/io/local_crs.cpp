#include "libgrid/io/local_crs.hpp"

#include "libgrid/io/gdal.hpp"

namespace grid {

bool is_local_crs(const std::string& wkt) {
    return !wkt.empty() && io::parse_wkt(wkt).IsLocal() != 0;
}

}  // namespace grid
