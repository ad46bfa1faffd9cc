#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/layer/zone_fit.hpp"
#include "libgrid/layer/zones.hpp"

namespace grid {

/// Zones in groups, each of which hangs together.
struct ZoneSplit {
    std::vector<std::vector<std::int32_t>> groups;  ///< zones, ascending; groups by their first zone
    std::vector<std::int32_t> joints;               ///< borders: a spanning tree of each group, ascending
};

/// What it costs to take two zones together, metres: `side_m`, the side of a mean grid, for each, more the farther they
/// are apart or, over a barrier, the shorter the common border is.
[[nodiscard]] double joint_cost(const ZoneBorder& border, double side_m);

/// Divides what hangs together into groups, as many as can be without a step back: neither may the households grow by
/// which groups miss the limits, nor `total`, if there is one, come out of reach, nor the cost of the joints grow.
/// A group is divided in two ways, again and again: at a joint of its tree of least cost (the dearest first), and by
/// taking out a zone that can stand alone, whose neighbours are then joined with each other (first those that are
/// farthest from all that is too small). O((zones + borders) x groups), bounded for very many zones.
[[nodiscard]] ZoneSplit split_zones(std::span<const Zone> zones, std::span<const ZoneBorder> borders,
                                    const ZoneFit& fit, std::optional<std::int64_t> total, double side_m);

}  // namespace grid
