#pragma once

#include <vector>

#include "libgrid/trace/network.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

/// Leaves out the vertices of the outline, and of borders that were there before, that are not from the input and where
/// no border ends.
void drop_new_points(Network& network);

/// The new vertices on the segments of the outline, sorted by segment. New points must have been dropped.
[[nodiscard]] std::vector<OutlineSplit> find_splits(const Network& network, const Mesh& mesh);

/// Turns a closed ring so that it starts at its smallest point.
void start_at_smallest(Ring& ring);

/// Brings rings, holes and polygons into the one order that depends on their coordinates alone.
void order_rings(MultiPolygon& polygons);

}  // namespace grid
