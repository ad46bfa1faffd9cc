#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/unit_finder.hpp"
#include "libgrid/layer/units_together.hpp"

namespace grid {

// Rasters of population. A raster is no list of addresses: it goes on where the units end, and what it has there is of
// other places. A pixel counts at its centre; one whose centre is in no unit and that touches a unit by a corner is a
// site outside of all units as any other, for some of its households may be the unit's. Part of read_ground().

/// Pixels of a raster that touch no unit.
struct PixelsBeyond {
    std::int64_t pixels = 0;
    double households = 0;
    Point half_column;  ///< half of a pixel along its row, in the output CRS, about
    Point half_row;     ///< and across it
};

/// Each non-empty pixel near the units is a site with the pixel's value as households; its identifier is its number,
/// row by row from 0. Those farther from the units' box than their reach are only counted, so that memory does not grow
/// with the raster.
[[nodiscard]] PixelsBeyond read_raster_sites(const GriddingRequest& request, const UnitFinder& units, bool keep_ids,
                                             bool with_checksum, Ground& ground);

/// Takes the sites away that are pixels beyond the units, and adds a finding if there are any beyond. What lies in a
/// gap that the units enclose is not beyond.
void leave_out_beyond(const GriddingRequest& request, const UnitFinder& units, const std::vector<UnitGap>& gaps,
                      PixelsBeyond beyond, Ground& ground);

}  // namespace grid
