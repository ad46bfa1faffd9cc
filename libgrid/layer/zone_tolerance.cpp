#include "libgrid/layer/zone_tolerance.hpp"

#include <algorithm>

#include "libgrid/layer/plan_limits.hpp"
#include "libgrid/layer/zone_fit.hpp"

namespace grid {

namespace {

bool all_fit(std::span<const Zone> zones, std::int64_t total, Limits limits, Count step) {
    limits = {(limits.lower + step - 1) / step * step, limits.upper / step * step};
    if (limits.lower > limits.upper || limits.upper < 1) return false;
    const ZoneFit fit(limits.lower, limits.upper);
    std::int64_t least = 0;
    std::int64_t most = 0;
    for (const Zone& zone : zones) {
        const auto range = fit.fitting({zone.households, zone.cells});
        if (!range) return false;
        least += range->least;
        most += range->most;
    }
    return least <= total && total <= most;
}

}  // namespace

std::optional<double> tolerance_for_zones(std::span<const Zone> zones, std::int64_t total, Count step) {
    if (zones.empty() || total < 1 || step < 1) return std::nullopt;
    Count households = 0;
    for (const Zone& zone : zones)
        households += zone.households;
    const double mean = static_cast<double>(households) / static_cast<double>(total);
    const auto fits = [&](int thousandths) {
        return all_fit(zones, total, limits_around(mean, thousandths / 1000.0), step);
    };
    int low = 0;
    int high = 999;
    if (!fits(high)) return std::nullopt;
    while (low < high) {  // what fits a tolerance fits a larger one
        const int middle = (low + high) / 2;
        if (fits(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return high / 1000.0;
}

}  // namespace grid
