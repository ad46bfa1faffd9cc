#include "libgrid/core/gini.hpp"

#include <algorithm>

namespace grid {

double gini(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    double sum = 0;
    double weighted = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += values[i];
        weighted += (2 * (static_cast<double>(i) + 1) - n - 1) * values[i];
    }
    return sum > 0 ? weighted / (n * sum) : 0;
}

}  // namespace grid
