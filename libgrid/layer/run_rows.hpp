#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/gridding.hpp"

namespace grid {

/// The row in GridLayer::grids of each site and cell, by the number of its feature; -1: in none.
struct RowsOfItems {
    std::vector<std::int32_t> sites;
    std::vector<std::int32_t> cells;
};

/// As run_gridding(). `rows`, if there are any, has an entry for each feature of the sites and cells, and is filled.
[[nodiscard]] GriddingResult run_gridding(const GriddingRequest& request, bool want_assignments,
                                          const GriddingProgress& progress, RowsOfItems* rows);

}  // namespace grid
