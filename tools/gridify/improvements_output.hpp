#pragma once

#include "libgrid/core/finding.hpp"
#include "libgrid/io/output_set.hpp"
#include "libgrid/layer/gridding.hpp"

#include <string>

namespace grid::tools {

/// Throws what write_improvements() would throw because of what is there already. To be called before any work.
void check_improvements_output(const std::string& path, bool overwrite);

/// The list of improvements: a layer `improvements` of points, one for each cell that is to move, if the name ends as
/// that of a GeoPackage, Shapefile or GeoJSON; else CSV with the coordinates as columns. Returns findings.
[[nodiscard]] Findings write_improvements(const GriddingResult& result, const std::string& path, bool overwrite,
                                          OutputSet& outputs);

}  // namespace grid::tools
