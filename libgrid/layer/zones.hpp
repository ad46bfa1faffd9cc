#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/count.hpp"

namespace grid {

/// A part of a unit between hard barriers, or disconnected from the rest.
struct Zone {
    Count households = 0;
    std::int32_t cells = 1;
    double area_m2 = 0;
};

/// Two zones that may be taken together: they have a hard barrier in common, or do not touch and are near each other.
struct ZoneBorder {
    std::int32_t a = 0;
    std::int32_t b = 0;
    double length_m = 0;  ///< in common
    double gap_m = 0;     ///< between them, where they do not touch
};

struct ZoneGroups {
    std::vector<std::int32_t> group;   ///< of each zone; groups are numbered by their first zone, 0 upward
    std::vector<std::int32_t> count;   ///< grids of each group, >= 1
    std::vector<std::int32_t> least;   ///< counts of each group with which its mean grid is within the limits,
    std::vector<std::int32_t> most;    ///< from this to this
    std::vector<std::int32_t> joints;  ///< borders that hold the zones of the groups together, ascending: no circle
    bool fits = true;                  ///< the mean grid of every group is within the limits
};

/// Decides which zones stand alone, which ones are taken together, and how many grids each group gets. `lower` ..
/// `upper` are the limits of one grid (thousandths of a household). A group fits if some number of grids does that its
/// households and cells allow. In this order is wanted that
/// 1. `total` grids, if `total_is_fixed`, can be made without a group that does not fit;
/// 2. groups that do not fit miss the limits by few households;
/// 3. little is taken together, and what is near: the sum over all joints of the side of a mean grid and the gap, or,
///    over a barrier, the less the longer the common border is.
/// So what can hold a whole number of grids keeps to itself, and only what is too small is joined. Beginning with all
/// that hangs together in one group, groups are divided as long as that is no step back (see split_zones()). If the
/// total is not fixed, it is the number nearest to `total` that needs no grid across groups. Grids are then distributed
/// as by apportion(). Throws ConfigError for wrong zones or limits, and if a fixed total cannot be distributed at all.
[[nodiscard]] ZoneGroups group_zones(std::span<const Zone> zones, std::span<const ZoneBorder> borders, Count lower,
                                     Count upper, std::int64_t total, bool total_is_fixed);

}  // namespace grid
