#include "libgrid/layer/unit_counts.hpp"

#include <algorithm>

#include "libgrid/layer/apportion.hpp"

namespace grid {

std::vector<std::optional<std::int32_t>> given_counts(const Ground& ground, const GriddingRequest& request) {
    std::vector<std::optional<std::int32_t>> result(ground.units.size());
    for (std::size_t u = 0; u < result.size(); ++u) {
        if (const auto& grids = ground.units[u].sizes.grids) result[u] = static_cast<std::int32_t>(*grids);
    }
    if (!request.grids) return result;
    std::vector<Share> shares;
    std::vector<std::size_t> place;  // of each unit of the input among the shares
    for (const UnitTotals& unit : ground.totals) {
        place.push_back(shares.size());
        if (unit.left_out) continue;
        Share share;
        share.households = unit.households;
        share.most = static_cast<std::int32_t>(std::max<std::int64_t>(1, unit.items));
        shares.push_back(share);
    }
    const std::vector<std::int32_t> apportioned = apportion(shares, *request.grids);
    for (std::size_t u = 0; u < result.size(); ++u)
        result[u] = apportioned[place[ground.units[u].number]];
    return result;
}

}  // namespace grid
