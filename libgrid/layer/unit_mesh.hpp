#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/previous_unit.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// The cells of a unit.
struct UnitMesh {
    Mesh mesh;
    bool cells_are_given = false;         ///< they are the given ones, one by one
    std::vector<std::int32_t> dedicated;  ///< by MeshCell::dedicated: index in Ground::dedicated
    Findings findings;
};

/// Given cells that cover the unit exactly are the cells; otherwise the unit is tessellated around its sites, or around
/// the given cells. `previous` may be null; its vertices on the outline are kept, and its borders cut the unit if
/// `borders_cut`. Throws GeometryError for cells that are no exact coverage where the unit has no boundary.
[[nodiscard]] UnitMesh make_unit_mesh(const Ground& ground, const GroundIndex& index, std::size_t unit,
                                      const PreviousUnit* previous, bool borders_cut);

}  // namespace grid
