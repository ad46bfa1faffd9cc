#pragma once

#include <cstdint>

#include "libgrid/merge/grid_set.hpp"

namespace grid {

/// How far a vertex of one input may be off the border of another to be put into it, in metres.
inline constexpr double border_tolerance_m = 1e-4;

/// Puts the vertices that one input has on a border of another into the other's polygons, which then are brought into
/// the order of rings that gridify writes and are `stale`. A vertex lies on a border if it is no farther off than
/// border_tolerance_m; where one of the two was carried into another CRS, in which its straight lines are bent, as far
/// as a line of that length can be bent, and there vertices of the later input that are no farther than the tolerance
/// from one of the other are put upon it. Polygons without such vertices stay as they are, and so do those that
/// would not be valid with them. Returns the number of vertices put in. Memory: what match_segments() takes, and the
/// segments that are not the same on both sides.
std::int64_t match_borders(GridSet& set, int threads);

}  // namespace grid
