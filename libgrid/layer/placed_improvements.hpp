#pragma once

#include <cstddef>
#include <vector>

#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/unit_mesh.hpp"

namespace grid {

/// Says where the cells of changes are, and by which site or given cell people know them. Grids are those of `changes`.
[[nodiscard]] std::vector<PlacedChange> placed_improvements(const UnitMesh& made,
                                                            const std::vector<CellChange>& changes,
                                                            const GroundIndex& index, std::size_t unit);

}  // namespace grid
