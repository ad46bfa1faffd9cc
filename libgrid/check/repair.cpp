#include "libgrid/check/repair.hpp"

namespace grid {

RepairResult repair_coverage(std::span<const MultiPolygon> features, const RepairOptions&) {
    return {{features.begin(), features.end()}, {}, {}};
}

}  // namespace grid
