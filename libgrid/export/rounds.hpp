#pragma once

#include "libgrid/core/finding.hpp"
#include "libgrid/export/titles.hpp"
#include "libgrid/io/feature_table.hpp"
#include "libgrid/layer/grid_fields.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// What rounds lead past, and along.
struct RoundsSource {
    GridFieldNames fields;   ///< of the grids, where not by their usual names
    GriddingRequest ground;  ///< sites or cells, barriers, work, profile, threads; the rest of it is not used
};

/// The rounds of a layer of polygons, one line a grid in the order of the layer: from site to site along the ways, and
/// back; see UnitWork. A grid in which nothing is visited has no geometry. Fields: the code (`key`), grid_name and
/// unit_code where the layer has them; stops, households, walk_km, walk_h, service_h, workload (hours a month). Throws
/// what reading throws.
[[nodiscard]] FeatureTable rounds_table(const FeatureTable& grids, const SourceRef& ref, const std::string& key,
                                        const RoundsSource& source, Findings& findings);

}  // namespace grid
