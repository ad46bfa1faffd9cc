#pragma once

#include "libgrid/layer/gridding.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// Throws ConfigError if a run leaves no unit as it was, or has no grids before. To be called before the run.
void check_completable(const GriddingRequest& request);

/// Makes the layer of a run that divided some units the whole one: puts the previous grids of the units that were only
/// looked at into it, as they were, with their fields, names, codes, dates and issues, and with rows `unchanged` in the
/// lineage. A border of one side that ends on a grid of the other gets its vertex there too; a previous grid that got
/// some is told (`vertices_added`), and keeps its attributes. What does not fit is settled as fit_grids() does, the
/// previous grids first, and told. A unit that was not divided and has no grids is `unit_without_grids`.
///
/// `request` is that of the run, with previous grids or a plan that stands for them. Throws InputError and ConfigError:
/// the previous layer is in another CRS than the result, lacks codes or households, or has a unit that was renamed and
/// not divided.
void complete_layer(const GriddingRequest& request, GriddingResult& result);

}  // namespace grid
