#pragma once

#include <functional>
#include <optional>
#include <string>

#include "libgrid/core/datum.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/datum_sample.hpp"

namespace grid {

/// What sites lie in or outside of, and how both were read.
struct DatumQuestion {
    MapDatum sites = MapDatum::unset;
    MapDatum boundaries = MapDatum::unset;
    bool has_boundaries = true;                     ///< false: the areas are grids, which are in true coordinates
    std::string crs_wkt{};                          ///< of the places
    std::function<bool(const Point&)> is_inside{};  ///< the border is inside
};

/// Whether the sites fit their areas better if they, or the boundaries, are in another datum than they were read as.
/// Each of the nine pairs of WGS 84, GCJ-02 and BD-09 is tried. A pair fits where, of at least 10 sites outside as they
/// were read, no more than a quarter would be left outside; sites that it would bring from inside to outside count
/// against it. The one that leaves fewest is told, and what cannot be told from it: those that leave at most twice as
/// many, and three. Nothing is found where no pair fits (the sites are those of another place) and outside China
/// (shifted_area). The result depends on the places of the sites only.
[[nodiscard]] std::optional<Finding> find_site_datum(const DatumSample& sample, const DatumQuestion& question);

}  // namespace grid
