#pragma once

#include <optional>
#include <string>

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/unit_finder.hpp"

namespace grid {

// Reading of what carries households: sites and given cells. Part of read_ground().

/// The names of a source's fields, for messages.
[[nodiscard]] std::string field_list(const Source& source);

/// Polygons of the work plane as one block with a point inside; nothing where they have no area.
[[nodiscard]] std::optional<Area> block_area(MultiPolygon polygons);

/// Points, or polygons as buildings: each is a site at a point inside, and a block. The sites have their units then.
void read_sites(const GriddingRequest& request, const UnitFinder& units, Source& source, bool keep_ids, Ground& ground);

/// Cells, and the units that they make up if `makes_units`.
void read_cells(const GriddingRequest& request, Source& source, bool keep_ids, bool makes_units, Ground& ground);

/// Findings for sites and cells that lie in no unit.
void report_outside(Ground& ground);

}  // namespace grid
