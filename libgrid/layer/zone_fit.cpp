#include "libgrid/layer/zone_fit.hpp"

#include <algorithm>
#include <limits>

#include "libgrid/layer/apportion.hpp"

namespace grid {

std::optional<GridRange> ZoneFit::fitting(const ZoneSum& sum) const {
    if (sum.households == 0) return std::nullopt;
    const Count above = sum.households % m_upper == 0 ? 0 : 1;
    const std::int64_t least = sum.households / m_upper + above;
    const std::int64_t most = m_lower == 0 ? sum.cells : std::min(sum.cells, sum.households / m_lower);
    if (least > most) return std::nullopt;
    return GridRange{least, most};
}

GridRange ZoneFit::range(const ZoneSum& sum) const {
    if (const auto fits = fitting(sum)) return *fits;
    constexpr std::int64_t greatest = std::numeric_limits<std::int32_t>::max();
    const GridSize size{std::max<Count>(1, m_lower + (m_upper - m_lower) / 2), m_lower, m_upper};
    const std::int64_t count =
        grid_count(sum.households, size, static_cast<std::int32_t>(std::min(sum.cells, greatest))).count;
    return {count, count};
}

Count ZoneFit::missed(const ZoneSum& sum) const {
    if (fitting(sum)) return 0;
    const std::int64_t count = range(sum).least;
    return std::max<Count>({1, sum.households - count * m_upper, count * m_lower - sum.households});
}

}  // namespace grid
