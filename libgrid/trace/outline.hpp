#pragma once

#include <vector>

#include "libgrid/trace/network.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

/// Fixes what is written: leaves out the vertices of the outline, and of borders that were there before, that are not
/// from the input and where no border ends, and sets the output coordinates of all vertices that are not from the input
/// (one call of the projection).
void finish_points(Network& network, const Projection& projection);

/// The new vertices on the segments between consecutive input vertices of the outline, sorted by segment. The network
/// must be finished.
[[nodiscard]] std::vector<OutlineSplit> find_splits(const Network& network);

/// Turns a closed ring so that it starts at its smallest point.
void start_at_smallest(Ring& ring);

/// Brings rings, holes and polygons into the one order that depends on their coordinates alone.
void order_rings(MultiPolygon& polygons);

}  // namespace grid
