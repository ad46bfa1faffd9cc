#include "libgrid/view/atlas/scale.hpp"

#include <fmt/format.h>

#include <cmath>

namespace grid {

double round_length(double most_m) {
    if (!(most_m > 0) || !std::isfinite(most_m)) return 1;
    const double power = std::pow(10, std::floor(std::log10(most_m)));
    for (const double step : {10.0, 5.0, 2.0, 1.0}) {
        if (step * power <= most_m) return step * power;
    }
    return power / 2;  // log10 was rounded up
}

int scale_bar_parts(double round_m) {
    const double leading = round_m / std::pow(10, std::floor(std::log10(round_m) + 1e-9));
    return leading > 1.5 && leading < 2.5 ? 4 : 5;
}

std::string length_text(double metres) {
    return metres >= 1000 ? fmt::format("{:g} km", metres / 1000) : fmt::format("{:g} m", metres);
}

double scale_number(double metres_per_point) {
    const double number = metres_per_point * 72 / 0.0254;
    if (!(number > 0) || !std::isfinite(number)) return 1;
    const double step = std::pow(10, std::floor(std::log10(number)) - 2);
    return std::round(number / step) * step;
}

}  // namespace grid
