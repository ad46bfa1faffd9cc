#pragma once

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/unit_finder.hpp"

namespace grid {

/// How far apart the rows of a household may lie before this is a finding (`household_scattered`), in metres: farther
/// than the doors of one building.
inline constexpr double household_spread_m = 50;

/// Sites from a roster, each row of which is a person: the rows with the same value of CountSource::household_id are
/// one household, which is one site, with its rows as persons and the sum of their workload. Spaces around an
/// identifier do not count. A household is where the first of its rows is in canonical order, see
/// HouseholdTable::finish(), so that it counts exactly once; a row without a place is where the others of its household
/// are. A row without an identifier is a household by itself. The identifiers of the sites, if they are kept, are those
/// of the households.
///
/// Polygons count at a point inside; they are no blocks. Findings: `household_scattered`, `household_id_missing`,
/// `household_id_cut`, `no_location`. Throws InputError for identifiers that a spreadsheet has made numbers of, so that
/// different ones may be the same now. Part of read_ground().
void read_roster(const GriddingRequest& request, const UnitFinder& units, Source& source, bool keep_ids,
                 Ground& ground);

}  // namespace grid
