#pragma once

#include <cstdint>

namespace grid {

/// Households and persons are counted in thousandths, as integers, so that sums never depend on order and fractional
/// estimates (population rasters) lose nothing.
using Count = std::int64_t;

inline constexpr Count count_scale = 1000;

/// Inputs may not add up to more, so that no sum of counts overflows.
inline constexpr Count most_count = Count{1} << 60;

}  // namespace grid
