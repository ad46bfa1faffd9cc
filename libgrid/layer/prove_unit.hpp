#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/mesh/mesh.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

/// What is wrong with the grids of a unit.
struct UnitFault {
    Message what;  ///< a clause
    Point at;      ///< output CRS
};

/// Proves that grids are an exact coverage of their unit, in output coordinates, as they will be written:
/// 1. each grid is valid in the OGC sense (GEOS) and has no more polygons than it has parts;
/// 2. all segments of the grids cancel against each other and against the outline, which has the vertices of `splits`
///    on its segments.
/// From 2 follows that the winding numbers of all grids add up to that of the unit at every point, and from 1 that each
/// is 0 or 1: there is no gap and no overlap, and no vertex of the outline is lost.
/// `ground` are the polygons to be covered: those of the unit, or those of all its cells. `parts` as of parts_of();
/// empty: it is not looked at. Nothing if all is right,
/// else the first fault.
[[nodiscard]] std::optional<UnitFault> find_fault(const MultiPolygon& ground, const std::vector<OutlineSplit>& splits,
                                                  std::span<const MultiPolygon> grids,
                                                  std::span<const std::int32_t> parts);

/// In how many pieces, not connected through edges, each grid of a plan is at most: given cells may have several
/// parts.
[[nodiscard]] std::vector<std::int32_t> parts_of(const Mesh& mesh, const std::vector<std::int32_t>& plan,
                                                 std::int32_t grid_count);

/// Where sites lie in the grids as they will be written.
struct SitePlaces {
    std::vector<std::int32_t> grid;  ///< by site
    std::optional<UnitFault> fault;  ///< a site lies in another grid than it was planned for, and not at its border
};

/// By the rule of AreaLocator. A site that lies outside all grids by rounding, or was brought to the border of the
/// unit, stays where it was planned. `planned[s]` is the grid of site s; `sites` in output coordinates.
[[nodiscard]] SitePlaces place_sites(std::span<const Point> sites, std::span<const std::int32_t> planned,
                                     const std::vector<MultiPolygon>& grids, const MetricScale& scale);

}  // namespace grid
