#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/trace/network.hpp"

namespace grid {

/// A closed walk along chains with the grid on the left hand, without passing a node twice.
using RingPath = std::vector<Half>;

/// One part of a grid. Holes touch the shell and each other in single points at most.
struct PolygonPath {
    RingPath shell;
    std::vector<RingPath> holes;
};

/// The parts of each grid as walks along the chains. A part is what is connected through edges: where two parts, or
/// two ends of one part, meet in a point only, the rings are closed there, so that all polygons are valid in the OGC
/// sense. Throws GeometryError if rings do not form polygons.
[[nodiscard]] std::vector<std::vector<PolygonPath>> link_rings(const Network& network, const Mesh& mesh,
                                                               const std::vector<std::int32_t>& plan,
                                                               std::int32_t grid_count);

}  // namespace grid
