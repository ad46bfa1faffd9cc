#pragma once

#include <string>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// What to do about a layer that names no CRS: what its coordinates look like (degrees, Gauss-Kruger with or without
/// the number of the zone before the easting, Web Mercator, UTM; each also with x and y swapped) and the EPSG codes
/// that would fit, for the hint of an error. Where the numbers fit several, all are named; where the zone of a
/// Gauss-Kruger projection does not follow from the numbers, it says how to find it, and nothing is guessed.
[[nodiscard]] Message crs_advice(const Box& extent);

/// The code of a Gauss-Kruger CRS of China.
struct GaussKruger {
    int degrees = 3;        ///< width of a zone, 3 or 6
    int meridian = 0;       ///< central, degrees east: 75 to 135 by 3 or by 6
    bool has_zone = false;  ///< whether its number stands before the easting
};
[[nodiscard]] int cgcs2000_code(const GaussKruger& crs);
[[nodiscard]] int xian80_code(const GaussKruger& crs);
[[nodiscard]] int beijing54_code(const GaussKruger& crs);

}  // namespace grid
