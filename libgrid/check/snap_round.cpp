#include "libgrid/check/repair_round.hpp"

namespace grid {

std::vector<MendedFeature> snap_round(std::span<const MultiPolygon>, const RepairOptions&) {
    return {};
}

}  // namespace grid
