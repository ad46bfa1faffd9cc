#pragma once

#include <optional>
#include <string_view>

#include "libgrid/core/geometry.hpp"

namespace grid {

// Web maps of China show the ground in a wrong place on purpose: GCJ-02 is WGS 84 moved by 20 to 720 m, by an amount
// that changes from place to place, and BD-09 (Baidu) is GCJ-02 moved by some 900 m more. Neither is registered
// with EPSG, and files in them say that they are in WGS 84. CGCS2000, the datum of China, is WGS 84 to within
// centimetres and counts as the same here.
//
// The formula of GCJ-02 was never published; this is the one that is known everywhere since 2010
// (googollee/eviltransform and hujiulong/gcoord have the same numbers) and that agrees with the services to a metre.
// That of BD-09 is from the same sources. Both are taken as exact definitions here: what this file converts one way it
// converts back to a millimetre.

/// What longitude and latitude in degrees mean.
enum class MapDatum {
    unset,  ///< as WGS 84, but nobody said so
    wgs84,
    gcj02,
    bd09
};

/// `wgs84`, `gcj02`, `bd09`; nothing for any other text.
[[nodiscard]] std::optional<MapDatum> map_datum_of(std::string_view name);

/// The name in an option, and the one in a message: `gcj02` and `GCJ-02`. An unset datum has those of WGS 84.
[[nodiscard]] const char* option_name(MapDatum datum);
[[nodiscard]] const char* name_of(MapDatum datum);

/// Where GCJ-02 differs from WGS 84: the rough box around China that the services use, in degrees of WGS 84. It holds
/// parts of the neighbours as well; its edge is more than 100 km from China. A point that is outside of it is the same
/// in GCJ-02, so that the shift stops at the edge within a step: along it, on a strip as wide as the shift, two points
/// of WGS 84 can have the same place in GCJ-02 (then the one inside the box is meant), or none has (then the place
/// counts as unshifted).
inline constexpr Box shifted_area{72.004, 0.8293, 137.8347, 55.8271};

[[nodiscard]] bool is_shifted_area(const Point& degrees);

/// Longitude and latitude in degrees of one datum in the other. What is not a finite number stays as it is. to_wgs84()
/// is the inverse of from_wgs84() to 1e-12 degrees (0.1 micrometres) in `shifted_area`, by iteration.
[[nodiscard]] Point from_wgs84(const Point& degrees, MapDatum to);
[[nodiscard]] Point to_wgs84(const Point& degrees, MapDatum from);

}  // namespace grid
