#pragma once

#include <string>
#include <string_view>

#include "libgrid/core/geometry.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// A geometry as others hand it over: WKB or EWKB (bytes), WKT, or a GeoJSON geometry. It is in the member of the
/// feature for its kind; all are empty for an empty geometry. Z and M are dropped, rings are closed. Throws InputError
/// if it is none of these, cut off, a mixed collection, or has a coordinate that is not finite.
[[nodiscard]] Feature read_geometry(std::string_view text);

/// WKB, little-endian, as in a GeoPackage: of one part, too, it is a MultiPolygon.
[[nodiscard]] std::string to_wkb(const MultiPolygon& polygons);

}  // namespace grid
