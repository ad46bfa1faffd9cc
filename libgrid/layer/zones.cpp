#include "libgrid/layer/zones.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/apportion.hpp"
#include "libgrid/layer/split_zones.hpp"

namespace grid {

namespace {

void check(std::span<const Zone> zones, std::span<const ZoneBorder> borders, Count lower, Count upper) {
    if (zones.empty()) throw ConfigError(msg("a unit without zones cannot be divided"));
    if (lower < 0 || upper < 1 || lower > upper)
        throw ConfigError(msg("the limits of a grid need 0 <= lower <= upper"));
    for (const Zone& zone : zones) {
        if (zone.households < 0 || zone.cells < 1)
            throw ConfigError(msg("a zone needs a cell and households of 0 or more"));
        if (!(zone.area_m2 >= 0 && std::isfinite(zone.area_m2))) throw ConfigError(msg("a zone needs an area"));
    }
    const auto count = static_cast<std::int32_t>(zones.size());
    const auto is_length = [](double metres) { return metres >= 0 && metres < 1e12; };
    for (const ZoneBorder& border : borders) {
        const bool known = border.a >= 0 && border.b >= 0 && border.a < count && border.b < count;
        if (!known || border.a == border.b || !is_length(border.length_m) || !is_length(border.gap_m))
            throw ConfigError(msg("a border of zones needs two different zones and a length"));
    }
}

/// Side of a square as large as the mean grid; a metre where nothing has an area.
double side_of_mean_grid(std::span<const Zone> zones, std::int64_t total) {
    double area = 0;
    for (const Zone& zone : zones)
        area += zone.area_m2;
    return area > 0 ? std::sqrt(area / static_cast<double>(std::max<std::int64_t>(1, total))) : 1;
}

std::int32_t narrow(std::int64_t count) {
    constexpr std::int64_t greatest = std::numeric_limits<std::int32_t>::max();
    return static_cast<std::int32_t>(std::min(count, greatest));
}

}  // namespace

ZoneGroups group_zones(std::span<const Zone> zones, std::span<const ZoneBorder> borders, Count lower, Count upper,
                       std::int64_t total, bool total_is_fixed) {
    check(zones, borders, lower, upper);
    const ZoneFit fit(lower, upper);
    ZoneSplit split = split_zones(zones, borders, fit, total_is_fixed ? std::optional(total) : std::nullopt,
                                  side_of_mean_grid(zones, total));
    ZoneGroups result;
    result.joints = std::move(split.joints);
    result.group.resize(zones.size());
    std::vector<ZoneSum> sums;
    std::int64_t least = 0;
    std::int64_t most = 0;
    for (std::size_t g = 0; g < split.groups.size(); ++g) {
        ZoneSum sum;
        for (const std::int32_t zone : split.groups[g]) {
            result.group[static_cast<std::size_t>(zone)] = static_cast<std::int32_t>(g);
            sum.households += zones[static_cast<std::size_t>(zone)].households;
            sum.cells += zones[static_cast<std::size_t>(zone)].cells;
        }
        const GridRange range = fit.range(sum);
        result.fits = result.fits && fit.missed(sum) == 0;
        result.least.push_back(narrow(range.least));
        result.most.push_back(narrow(range.most));
        least += range.least;
        most += range.most;
        sums.push_back(sum);
    }
    if (!total_is_fixed) total = std::clamp(total, least, most);
    if (total < least || total > most) {
        result.fits = false;
        for (std::size_t g = 0; g < sums.size(); ++g) {
            result.least[g] = 1;
            result.most[g] = narrow(sums[g].cells);
        }
    }
    std::vector<Share> shares;
    for (std::size_t g = 0; g < sums.size(); ++g)
        shares.push_back({sums[g].households, result.least[g], result.most[g]});
    result.count = apportion(shares, total);
    return result;
}

}  // namespace grid
