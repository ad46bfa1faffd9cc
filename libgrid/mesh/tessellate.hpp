#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "libgrid/core/area.hpp"
#include "libgrid/core/count.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// A straight piece of a barrier. Output CRS.
struct BarrierSegment {
    Point p;
    Point q;
    float factor = 1;  ///< cost of a metre of border along it
    bool hard = false;
};

struct MeshSite {
    Point at;  ///< output CRS
    Count households = 0;
    Count persons = 0;
    double workload = 0;
    std::int32_t block = -1;  ///< index of the block that is this site's building, or -1
};

/// A segment of a border between grids that were there before. Output CRS.
struct PreviousSegment {
    Point p;
    Point q;
};

/// All that tessellation needs of one unit. Everything else than the outline may reach beyond the unit.
struct UnitGround {
    std::span<const Polygon> outline;  ///< output CRS; valid in the OGC sense
    Plane plane;
    std::span<const BarrierSegment> barriers;
    std::span<const PreviousSegment> previous;  ///< cut the unit as barriers do, and keep their vertices bit for bit
    std::span<const Area> blocks;
    std::span<const Area> dedicated;
    std::span<const MeshSite> sites;  ///< those of this unit, in an order that does not depend on the input's
};

struct TessellateOptions {
    double wall_spacing_m =
        3;                  ///< distance of the samples along the walls of blocks, and widest lane, see sample_walls()
    float open_factor = 1;  ///< cost of a metre of border on open land
    /// Lines no farther apart than this are one line, and a line no farther from the outline is the outline.
    double snap_m = 0.01;
    /// As snap_m, for previous borders; barriers then stay where they are. 0: as snap_m, and barriers are put onto
    /// them.
    double previous_snap_m = 0;
    /// The blocks from this one on are cells that the user gave. Blocks that overlap are one cell, and so is a block
    /// with the cells that it reaches into; of cells that overlap each other the first one counts.
    std::size_t first_cell = std::numeric_limits<std::size_t>::max();
    /// The cells fit each other and the outline: they stay as they are, and other lines are put onto their borders.
    bool cells_are_exact = false;
};

/// Divides a unit into cells: barriers, previous borders, blocks and dedicated areas cut it into faces; within a face
/// without a block each piece of ground goes to the nearest site or block of that face. A block, with the ground that
/// is nearest to it, is one cell (blocks that overlap are one); a face without any site is a cell of its own; each
/// dedicated area is one cell for each of its connected pieces, and takes in the blocks whose inside point it holds.
/// Every site is in exactly one cell.
///
/// What holds of the mesh, whatever the input:
/// - its edges are a planar subdivision in output coordinates, exactly: all but the outline's points are places on the
///   lattice (mesh/lattice.hpp), and the lattice is what can be written;
/// - the outline is written from its own points, never from places found by search: each of them bit for bit, in order,
///   whatever the lattice did (mesh/outline_edges.hpp);
/// - the cells cover the unit: inside is what the outline winds around. Slivers that no site or block lays claim to go
///   to the neighbour with the longest border.
/// Throws GeometryError if the outline encloses nothing, or is so narrow somewhere that doubles cannot tell its sides
/// apart and no rule helps.
[[nodiscard]] Mesh tessellate(const UnitGround& ground, const TessellateOptions& options = {});

/// The mesh of a unit that is one cell, whatever lies in it.
[[nodiscard]] Mesh single_cell_mesh(std::span<const Polygon> outline, const Plane& plane,
                                    std::span<const MeshSite> sites);

}  // namespace grid
