#pragma once

// For the files of this stage only: polygons whose common borders are stored once.

#include <cstdint>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Polygons as lists of arcs, as in TopoJSON, in whole numbers one after another.
struct Topology {
    /// Of each arc: the number of its points; its first point, relative to that of the arc before; each further point,
    /// relative to the one before.
    std::vector<std::int64_t> arcs;
    /// Of each feature: the number of its rings; of each ring the number of its arcs; those arcs by their numbers from
    /// 0, one that is gone along backwards as -1 less its number. Outer rings and holes are told apart by how they run.
    std::vector<std::int64_t> rings;
};

/// `features` have whole coordinates. A border of two features is one arc; features that are no coverage are taken as
/// they are.
[[nodiscard]] Topology topology_of(std::vector<MultiPolygon> features);

/// Lines of whole coordinates in the form of Topology::arcs; those with less than two points are left out.
[[nodiscard]] std::vector<std::int64_t> packed_lines(const std::vector<LineString>& lines);

}  // namespace grid
