#include "libgrid/layer/plan_limits.hpp"

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

}  // namespace grid
