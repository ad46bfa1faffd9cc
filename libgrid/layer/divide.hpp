#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/layer/gridding.hpp"
#include "libgrid/layer/report.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

// Dividing what is in memory: no file, no data set. It is the run of gridify from reading on, with the same checks, the
// same proof of each unit and the same grids, bit for bit. All coordinates are in DivideRequest::crs; rings may be open
// or closed, and run either way.

struct DivideUnit {
    std::string code;  ///< as the profile wants it; by default any text
    MultiPolygon outline;
    std::string name{};
};

/// What is counted somewhere. Nothing may be negative or not finite.
struct DivideCounts {
    double households = 1;             ///< counted in thousandths
    std::optional<double> persons{};   ///< none: 0
    std::optional<double> workload{};  ///< none: the households
};

struct DivideSite {
    Point at;  ///< not looked at if there is a building
    DivideCounts counts{};
    MultiPolygon building{};  ///< no grid border cuts it
    std::string name{};       ///< of the building, for a micro-grid that is one
};

/// A piece that goes to one grid as a whole. The cells of a unit are to cover it.
struct DivideCell {
    MultiPolygon area;
    DivideCounts counts{};
    std::string unit_code{};  ///< where there are no units: the cells of one code are one
    std::string name{};       ///< as DivideSite::name
};

/// A line that people do not cross lightly.
struct DivideBarrier {
    MultiLineString lines;
    std::string barrier_class{};     ///< says what a metre of border costs along it, see BarrierFactors
    bool is_hard = false;            ///< no grid is on both sides of it where that can be
    std::optional<double> factor{};  ///< what a metre of border costs along it, above 0 and at most 2; none: by class
};

/// An area that is a grid of its own.
struct DivideArea {
    MultiPolygon area;
    std::string name{};
};

struct DivideRequest {
    /// EPSG:n, WKT or PROJ. Empty: metres of a plane that is nowhere in particular, no larger than 100 km; see
    /// planar_crs().
    std::string crs{};
    std::vector<DivideUnit> units{};  ///< none: they are those of the cells, or `rules.outline` makes one of the sites
    std::vector<DivideSite> sites{};  ///< sites or cells, or both
    std::vector<DivideCell> cells{};
    std::vector<DivideBarrier> barriers{};
    std::vector<MultiPolygon> blocks{};
    std::vector<DivideArea> dedicated{};
    /// All else: profile with sizes and tolerances, number of grids, effort, seed, threads ... What is given above must
    /// not be named here as a file; previous grids, wishes, ways and plans may be files.
    GriddingRequest rules{};
};

struct DivideResult {
    GridLayer layer;                         ///< grids, and findings as its issues
    RunReport report;                        ///< figures of the whole
    std::vector<std::int32_t> grid_of_site;  ///< index in `layer.grids` for each site; -1: it lies in no unit
    std::vector<std::int32_t> grid_of_cell;  ///< the same for each cell
};

/// Divides the units into grids. The result depends neither on the order of units, sites, cells and lines nor on the
/// number of threads. Throws ConfigError for a request that cannot be met (nothing to divide, no households, limits or
/// codes that do not fit), InputError for a unit, site or line that cannot be used (its number is Place::fid). What can
/// be worked with, as sites outside all units, is a finding.
[[nodiscard]] DivideResult divide(const DivideRequest& request, const GriddingProgress& progress = {});

/// The request of gridify for the same, with layers in memory where that names files; for check_layer(), too. `request`
/// is referred to and must outlive it.
[[nodiscard]] GriddingRequest gridding_request(const DivideRequest& request);

}  // namespace grid
