#pragma once

#include <vector>

#include "libgrid/coverage/segment_table.hpp"

namespace grid {

/// Divides segments that are closed walks together into groups that lie far apart, along level and upright lines that
/// none of them meets: no group encloses ground of another. A feature that has strayed to the other side of the earth
/// so does not spoil the index over all others. `apart` is the least distance, in units of the coordinates. The order
/// of the segments in a group is not that of the input.
[[nodiscard]] std::vector<std::vector<LooseSegment>> divide_into_groups(std::vector<LooseSegment> segments,
                                                                        double apart);

}  // namespace grid
