#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

struct TraceOptions {
    bool straighten = true;    ///< redraw borders along free edges
    double clearance_m = 1.0;  ///< wanted distance of a redrawn border from sites and blocks, where there is room
};

/// Border statistics of a unit, in work-plane metres. "Inner" borders are those between two grids of the unit.
struct BorderLengths {
    double inner_m = 0;
    double inner_on_barrier_m = 0;  ///< part of inner_m that lies on edge_barrier edges
};

/// New vertices on a segment of the unit's outline, in order from `a` to `b` (`a` < `b` by coordinates, so that both
/// units at the segment name it alike). All in output coordinates.
struct OutlineSplit {
    Point a;
    Point b;
    std::vector<Point> nodes;
};

struct TracedUnit {
    std::vector<MultiPolygon> grids;  ///< output coordinates, one per grid; shells counter-clockwise, holes clockwise
    BorderLengths borders;
    std::vector<OutlineSplit> splits;
};

/// Draws the grids of a unit. `plan[c]` is the grid (0 .. grid_count-1) of cell c. Every border between two grids is
/// one line, used by both; outline vertices that are `is_input` keep their output coordinates bit for bit, in order,
/// none left out; vertices that are not from the input and on which no border ends are left out of the outline. Rings
/// are valid in the OGC sense: a ring that would touch itself is written as shell and hole. Each ring starts at its
/// smallest point, so that the result does not depend on the order of the edges.
/// Throws GeometryError if the mesh is not a planar subdivision.
[[nodiscard]] TracedUnit trace_grids(const Mesh& mesh, const std::vector<std::int32_t>& plan, std::int32_t grid_count,
                                     const TraceOptions& options = {});

/// Puts the new vertices that one unit's grids have on a common border into the neighbour's rings, so that both sides
/// of every border have the same vertices. Several threads may use one.
class OutlineMatcher {
public:
    /// `splits` are those of all units, and are not kept.
    explicit OutlineMatcher(const std::vector<OutlineSplit>& splits);
    ~OutlineMatcher();
    OutlineMatcher(const OutlineMatcher&) = delete;
    OutlineMatcher& operator=(const OutlineMatcher&) = delete;
    OutlineMatcher(OutlineMatcher&&) = delete;
    OutlineMatcher& operator=(OutlineMatcher&&) = delete;

    /// Returns whether the grid has got any.
    bool complete(MultiPolygon& grid) const;

private:
    class SplitIndex;
    std::unique_ptr<SplitIndex> m_index;
};

/// Geodesic area (m2), perimeter (m) and Polsby-Popper compactness on the ellipsoid.
struct Measures {
    double area_m2 = 0;
    double perimeter_m = 0;
    double compactness = 0;
};

/// Measures polygons given as longitude and latitude in degrees on an ellipsoid (semi-major axis in metres,
/// flattening); Karney, "Algorithms for geodesics", 2013, through PROJ's geodesic routines.
[[nodiscard]] Measures measure(const MultiPolygon& lon_lat, double semi_major_m, double flattening);

}  // namespace grid
