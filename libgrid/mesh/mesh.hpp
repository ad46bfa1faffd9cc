#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/mesh/area_sum.hpp"

namespace grid {

/// A vertex of the mesh. The mesh is exact in output coordinates; `work` are the same in metres (Plane::to_work).
struct MeshVertex {
    Point work;
    Point output;
    bool is_input = false;              ///< the input has it: it stays where it is, bit for bit
    std::int32_t outline_segment = -1;  ///< of a new vertex on the outline: where, in Mesh::outline_segments
};

/// What an edge of the mesh lies on (bit set).
enum EdgeFlag : std::uint8_t {
    edge_outline = 1,     ///< the unit's own border; exactly one side is `no_cell`
    edge_barrier = 2,     ///< a barrier, soft or hard
    edge_hard = 4,        ///< a hard barrier (edge_barrier is set as well)
    edge_block = 8,       ///< the border of a block
    edge_given = 16,      ///< the border of a cell that the user gave; never to be moved
    edge_dedicated = 32,  ///< the border of a dedicated area; never to be moved
    edge_previous = 64    ///< a border between grids that were there before; where it stays one it is not moved
};

inline constexpr std::int32_t no_cell = -1;

/// A polyline between two vertices. `left` is the cell on the left hand when walking from `a` to `b`. All points
/// between `a` and `b` are Mesh::shape[first_shape, first_shape + shape_count), in that direction. An edge without
/// flags is free: nothing in the world lies there, and a border that runs along it may be redrawn. Edges with left ==
/// right occur only with edge_block: they are obstacles, not borders.
struct MeshEdge {
    std::int32_t a = 0;
    std::int32_t b = 0;
    std::int32_t left = no_cell;
    std::int32_t right = no_cell;
    std::uint32_t first_shape = 0;
    std::uint32_t shape_count = 0;
    double length_m = 0;  ///< in the work plane
    float factor = 1;     ///< cost of a metre of border here: low along rivers and roads, 1 on open land
    std::uint8_t flags = 0;
};

/// The smallest piece that goes to a grid as a whole.
struct MeshCell {
    Point at;            ///< area centroid, work plane
    double area_m2 = 0;  ///< in the work plane
    std::int64_t sites = 0;
    Count households = 0;
    Count persons = 0;
    double workload = 0;
    std::int32_t dedicated = -1;  ///< index of the dedicated area that the cell belongs to, or -1
    std::int32_t parts = 1;       ///< pieces that no edge connects: a given cell is a whole even so

    void measure(const AreaSum& sum) {
        at = sum.centroid();
        area_m2 = sum.area();
    }
};

/// The cells of one unit: an exact planar subdivision in output coordinates. Each edge occurs once; each cell is
/// connected through its edges, but for the parts of given ones; walking all edges with a cell on the left gives the
/// cell's rings.
struct Mesh {
    Plane plane;
    std::vector<MeshVertex> vertices;
    std::vector<MeshVertex> shape;
    std::vector<MeshEdge> edges;
    std::vector<MeshCell> cells;
    std::vector<Point> sites;             ///< work plane: what a redrawn border must not pass over
    std::vector<std::int32_t> site_cell;  ///< the cell of each of `sites`
    std::vector<std::pair<Point, Point>>
        outline_segments;  ///< output coordinates, the unit on the left; those that a new vertex may lie on
};

}  // namespace grid
