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
    MultiPolygon outline;          ///< what the cells cover: the unit, or the ground of its cells
    bool has_own_outline = false;  ///< the unit has no boundary, and its cells no common outline: this one was made
    bool cells_are_given = false;  ///< they are the given ones, one by one
    std::vector<std::int32_t> dedicated;  ///< by MeshCell::dedicated: index in Ground::dedicated; -1: a wish's area
    std::vector<std::int32_t> area_of;    ///< by MeshCell::dedicated: index in Ground::wishes; -1: a dedicated area
    Findings findings;
};

/// How much of what there is the mesh of a unit takes into account.
struct UnitMeshOptions {
    const PreviousUnit* previous = nullptr;  ///< its vertices on the outline are kept
    bool borders_cut = false;                ///< previous borders cut the unit
    double borders_snap_m = 0;               ///< see TessellateOptions::previous_snap_m
    /// Of these wishes the lines on which borders are to run cut the unit, and the areas of locks and of what counts
    /// nothing, but not given cells; those that no border is to cut are blocks.
    std::vector<std::int32_t> wishes{};
    double snap_m = 0.01;  ///< see TessellateOptions
    /// Barriers, blocks, dedicated areas and previous borders that come within `avoid_m` of such a place are left out.
    std::vector<Point> avoid{};
    double avoid_m = 0;
    bool is_one_cell = false;  ///< leave out everything
};

/// Given cells that cover the unit exactly are the cells, if there are no barriers, blocks or dedicated areas;
/// otherwise the unit is tessellated around its sites, or around the given cells. What GeometryError tessellate()
/// throws, and one for cells that neither match nor can be united where the unit has no boundary.
[[nodiscard]] UnitMesh make_unit_mesh(const Ground& ground, const GroundIndex& index, std::size_t unit,
                                      const UnitMeshOptions& options);

}  // namespace grid
