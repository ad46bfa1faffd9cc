#pragma once

#include <algorithm>

#include "libgrid/mesh/lattice.hpp"

namespace grid {

struct LatticeBox {
    LatticePoint min;
    LatticePoint max;

    void add(const LatticePoint& p) noexcept {
        min = {std::min(min.x, p.x), std::min(min.y, p.y)};
        max = {std::max(max.x, p.x), std::max(max.y, p.y)};
    }
    [[nodiscard]] bool meets(const LatticeBox& other) const noexcept {
        return max.x >= other.min.x && min.x <= other.max.x && max.y >= other.min.y && min.y <= other.max.y;
    }
};

}  // namespace grid
