#pragma once

#include "libgrid/partition/partition.hpp"

namespace grid {

/// Whole numbers within `tolerance` of the mean; where there is none, those next to the mean. mean >= 0.
[[nodiscard]] Limits limits_around(double mean, double tolerance);

/// Limits of the grids of a group of zones: within `tolerance` of the mean of the unit, against which grids are judged.
/// Only where the mean of the group itself lies beyond them, so that they cannot be met, they reach farther, to half a
/// tolerance beyond that mean.
[[nodiscard]] Limits limits_of_group(double unit_mean, double own_mean, double tolerance);

}  // namespace grid
