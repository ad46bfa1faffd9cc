#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/lattice_box.hpp"
#include "libgrid/mesh/mesh.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// A closed area on the lattice: rings without a repeated last point, the interior on the left of each.
struct LatticeArea {
    std::vector<std::vector<LatticePoint>> rings;
    LatticePoint inside;  ///< a point within
};

/// Each polygon of `work` on the lattice, rings oriented; repeated points dropped, rings without area left out.
/// `inside` is not set.
[[nodiscard]] std::vector<LatticeArea> lattice_areas(const MultiPolygon& work);

/// Precondition: the area has a ring.
[[nodiscard]] LatticeBox box_of(const LatticeArea& area);

struct BarrierSegment {
    Segment line;
    float factor = 1;  ///< cost of a metre of border along it
    bool hard = false;
};

struct MeshSite {
    LatticePoint at;
    Count households = 0;
    Count persons = 0;
    double workload = 0;
    std::int32_t block = -1;  ///< index of the block that is this site's building, or -1
};

/// A segment of a border between grids that were there before.
struct PreviousSegment {
    Segment line;
    Point p;  ///< output coordinates of line.p
    Point q;
};

/// All that tessellation needs of one unit. Everything else than the outline may reach beyond the unit.
struct UnitGround {
    MultiPolygon output;  ///< outline in output coordinates
    MultiPolygon work;    ///< the same points in the work plane
    std::span<const BarrierSegment> barriers;
    std::span<const PreviousSegment> previous;  ///< cut the unit as barriers do, and keep their vertices bit for bit
    std::span<const LatticeArea> blocks;
    std::span<const LatticeArea> dedicated;
    std::span<const MeshSite> sites;  ///< those of this unit, in an order that does not depend on the input's
};

struct TessellateOptions {
    double wall_spacing_m = 3;  ///< distance of the samples along the walls of blocks
    float open_factor = 1;      ///< cost of a metre of border on open land
    /// Blocks that overlap are one cell. For blocks that are cells of a coverage with faults: false, the first one
    /// counts.
    bool unite_overlapping = true;
};

/// Divides a unit into cells: barriers, previous borders, blocks and dedicated areas cut it into faces; within a face
/// without a block each piece of ground goes to the nearest site or block of that face. A block, with the ground that
/// is nearest to it, is one cell (blocks that overlap are one); a face without any site is a cell of its own; each
/// dedicated area is one cell for each of its connected pieces, and takes in the blocks whose inside point it holds.
/// Every site is in exactly one cell. Throws GeometryError if the outline encloses nothing.
[[nodiscard]] Mesh tessellate(const UnitGround& ground, const TessellateOptions& options = {});

}  // namespace grid
