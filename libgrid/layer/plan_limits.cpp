#include "libgrid/layer/plan_limits.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace grid {

Limits limits_around(double mean, double tolerance) {
    constexpr double rounding = 1e-6;
    const Limits limits{static_cast<std::int64_t>(std::ceil(mean * (1 - tolerance) - rounding)),
                        static_cast<std::int64_t>(std::floor(mean * (1 + tolerance) + rounding))};
    if (limits.lower <= limits.upper) return limits;
    return {static_cast<std::int64_t>(std::floor(mean)), static_cast<std::int64_t>(std::ceil(mean))};
}

Limits limits_of_group(double unit_mean, double own_mean, double tolerance) {
    Limits limits = limits_around(unit_mean, tolerance);
    const Limits own = limits_around(own_mean, tolerance / 2);
    if (own_mean < static_cast<double>(limits.lower)) limits.lower = own.lower;
    if (own_mean > static_cast<double>(limits.upper)) limits.upper = own.upper;
    return limits;
}

double typical_border(const CellGraph& cells, double grids) {
    constexpr double factor = 5;  // 1.02 times what it comes to in Da'an, 1.10 times in the twelve towns of Taipei
    double sum = 0;
    double costly = 0;
    for (const CellPair& pair : cells.pairs) {
        sum += pair.cost;
        costly += pair.cost > 0 ? 1 : 0;
    }
    const auto general = std::ranges::count_if(cells.zone, [](std::int32_t zone) { return zone >= 0; });
    return costly > 0 ? factor * sum / costly * std::sqrt(static_cast<double>(general) / grids) : 0;
}

}  // namespace grid
