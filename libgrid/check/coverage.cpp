#include "libgrid/check/coverage.hpp"

namespace grid {

std::vector<CoverageDefect> check_coverage(std::span<const MultiPolygon>, const CoverageOptions&) {
    return {};
}

std::vector<std::int32_t> find_units(std::span<const MultiPolygon> features, std::span<const MultiPolygon>) {
    return std::vector<std::int32_t>(features.size(), -1);
}

}  // namespace grid
