#include "libgrid/core/amount_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libgrid/core/msg.hpp"

namespace grid {

std::string number_text(double number) {
    if (std::abs(number) < 100 && number != std::floor(number)) return fmt::format("{:.3g}", number);
    const double rounded = std::round(number * 10) / 10;
    const bool looks_whole = rounded == std::floor(rounded);  // and 500.04 is not the 500 that a limit allows
    return looks_whole ? fmt::format("{:.15g}", number) : fmt::format("{:.1f}", number);
}

std::string count_text(Count count) {
    return number_text(static_cast<double>(count) / static_cast<double>(count_scale));
}

Message area_text(double area_m2) {
    constexpr double square_km = 1e6;
    return area_m2 < square_km ? msg("{:.6g} m2", area_m2) : msg("{:.4g} km2", area_m2 / square_km);
}

}  // namespace grid
