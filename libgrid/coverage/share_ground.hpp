#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/coverage/settle.hpp"

namespace grid {

/// Settles some of the features, whatever the others are: those that `chosen` lists, ascending. Part of settle().
struct SharedGround {
    std::vector<SettledFeature> changed;
    std::vector<CommonGround> overlaps;
    std::vector<SettledFeature> gone;  ///< those of which nothing is left that would be a feature; they are not changed
};
[[nodiscard]] SharedGround share_ground(std::span<const MultiPolygon> features, std::span<const std::int32_t> chosen,
                                        std::span<const std::int32_t> rank, const GroundScale& scale);

}  // namespace grid
