#pragma once

#include <span>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// A cell that the user gave (a census block).
struct GivenCell {
    MultiPolygon output;  ///< output coordinates
    std::int64_t sites = 1;
    Count households = 0;
    Count persons = 0;
    double workload = 0;
};

/// Where given cells fail to be an exact coverage.
struct CoverageFault {
    Point at;  ///< output coordinates
    std::size_t cell = 0;
};

struct CellMesh {
    Mesh mesh;
    /// Segments that more than two cells use, or two in the same direction (overlap), or unmatched ones that cross or
    /// touch another unmatched one elsewhere than in a common vertex. Empty for an exact coverage (with or without
    /// gaps).
    std::vector<CoverageFault> faults;
    /// The segments used once, with a cell on the left: the outline, output coordinates.
    std::vector<std::pair<Point, Point>> outline;
};

/// Makes the mesh of cells that share their borders exactly: segments are matched by their end points' output
/// coordinates, bit for bit. All vertices are input vertices; all edges are edge_given or edge_outline. A cell's parts
/// and holes are kept; repeated points are dropped only from the matching, not from the borders.
[[nodiscard]] CellMesh make_cell_mesh(std::span<const GivenCell> cells, const Plane& plane);

}  // namespace grid
