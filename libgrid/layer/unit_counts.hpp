#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/unit_sizes.hpp"

namespace grid {

/// How many grids each unit of the ground gets where that is given: by the unit itself, or as its share of the total,
/// which is shared among the chosen units of all shards. Throws what apportion() throws.
[[nodiscard]] std::vector<std::optional<std::int32_t>> given_counts(const Ground& ground,
                                                                    const GriddingRequest& request);

/// Calls act(request): that of the run, or one with the sizes of the unit.
template <typename Act>
void with_request_of(const Unit& unit, const GriddingRequest& request, Act&& act) {
    if (unit.sizes.any())
        act(request_of_unit(request, unit));
    else
        act(request);
}

}  // namespace grid
