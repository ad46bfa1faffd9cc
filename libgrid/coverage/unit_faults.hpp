#pragma once

#include <span>
#include <vector>

#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

/// Takes out the outline segments along which features have several segments, one after the other, that stay within
/// the tolerance of it: new vertices on an outline are the rule, and no fault.
void cancel_chains(std::vector<LooseSegment>& segments, const GroundScale& scale, double tolerance_m);

/// What the features of one unit leave out of it or have outside it. `loose` has gone through cancel_chains.
[[nodiscard]] std::vector<CoverageDefect> unit_faults(const UnitLoose& loose, const FeatureShapes& features,
                                                      const PolygonIndex& feature_index, const PolygonIndex& unit_index,
                                                      const CoverageOptions& options);

}  // namespace grid
