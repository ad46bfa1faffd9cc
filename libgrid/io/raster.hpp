#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "libgrid/core/geometry.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// True if `path` opens as a raster and not as a vector source.
[[nodiscard]] bool is_raster(const std::string& path);
[[nodiscard]] inline bool is_raster(const SourceRef& ref) {
    return !ref.memory && is_raster(ref.path);
}

/// Where the pixels of a raster lie, in its CRS.
struct RasterInfo {
    std::string crs_wkt;
    Box extent;
    Point column;  ///< the step from a pixel to the next one in its row
    Point row;     ///< and from a row to the next one
};

/// A pixel of a population raster: its centre in the raster's CRS and its value.
struct Pixel {
    Point at;
    double value = 0;
    std::int64_t index = 0;  ///< row * width + column, from 0
};

/// Calls `begin`, and then `visit` for each pixel of the band with the counts that is neither nodata, NaN nor zero; row
/// by row, in memory of some rows. A negative value is an InputError naming the pixel.
void read_raster(const SourceRef& ref, const std::function<void(const RasterInfo&)>& begin,
                 const std::function<void(const Pixel&)>& visit);

}  // namespace grid
