#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/unit_mesh.hpp"
#include "libgrid/partition/graph.hpp"

namespace grid {

// How far sites may be from the centre of the households of their grid; see GriddingRequest::max_radius_m. A given cell
// counts where its inside point is.

/// Where the sites of each cell are, see PlanOptions::sites.
[[nodiscard]] std::vector<VertexSites> sites_of_cells(const UnitMesh& made, const GroundIndex& index, std::size_t unit);

/// A finding `radius_missed` for each general grid with sites that are farther: how many, and the farthest with its
/// distance and place. `site_grid` is by site or given cell of the unit.
[[nodiscard]] Findings find_far_sites(const std::vector<DividedGrid>& grids, std::span<const std::int32_t> site_grid,
                                      const Unit& unit, const GroundIndex& index, std::size_t unit_index,
                                      double max_radius_m);

}  // namespace grid
