#pragma once

// For check_layer.cpp only: the checks in their order.

#include <string_view>
#include <vector>

#include "libgrid/check/check_context.hpp"

namespace grid {

/// What a step cannot do without.
enum Need : unsigned {
    need_metres = 1U << 0U,  ///< coordinates that can be in their CRS
    need_boundaries = 1U << 1U,
    need_counts = 1U << 2U,
    need_blocks = 1U << 3U,
    need_barriers = 1U << 4U,
    need_dedicated = 1U << 5U,
    need_lineage = 1U << 6U,
    need_ground = 1U << 7U,  ///< the ground that gridify would see, with or without other inputs
    need_all = 1U << 8U,     ///< whatever inputs are given
    need_fields = 1U << 9U,  ///< some field of a layer of grids
    need_wishes = 1U << 10U,
    need_micro = 1U << 12U,
    need_record = 1U << 11U  ///< a record of the run that made the layer, unless somebody asks for the check
};

struct CheckStep {
    const char* stage;
    std::vector<std::string_view> codes;  ///< what it may find
    unsigned needs;
    void (*run)(CheckContext& context);
};

[[nodiscard]] const std::vector<CheckStep>& check_steps();

}  // namespace grid
