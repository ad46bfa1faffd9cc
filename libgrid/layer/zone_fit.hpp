#pragma once

#include <cstdint>
#include <optional>

#include "libgrid/core/count.hpp"

namespace grid {

/// Numbers of grids, both inclusive.
struct GridRange {
    std::int64_t least = 1;
    std::int64_t most = 1;
};

/// What is put into grids together.
struct ZoneSum {
    Count households = 0;
    std::int64_t cells = 0;
};

/// Which numbers of grids suit so many households in so many cells; `lower` .. `upper` are the limits of one grid,
/// 0 <= lower <= upper, 1 <= upper.
class ZoneFit {
public:
    ZoneFit(Count lower, Count upper) : m_lower(lower), m_upper(upper) {}

    /// Those with which the mean grid is within the limits, if there are any. Without households there are none.
    [[nodiscard]] std::optional<GridRange> fitting(const ZoneSum& sum) const;
    /// The same, or the one number that misses the limits least.
    [[nodiscard]] GridRange range(const ZoneSum& sum) const;
    /// Households by which the limits are missed with the best number; 0 if and only if some number fits.
    [[nodiscard]] Count missed(const ZoneSum& sum) const;

private:
    Count m_lower;
    Count m_upper;
};

}  // namespace grid
