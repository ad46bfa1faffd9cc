#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/count.hpp"

namespace grid {

/// What lies in a row: each site or cell counts once, on a border where gridify counts it.
struct CountedOnce {
    std::int64_t items = 0;
    Count households = 0;
    Count persons = 0;
    double workload = 0;
};

/// By site, then cell of the ground: the row that it counts in, or -1.
[[nodiscard]] std::vector<std::int32_t> rows_of_items(const CheckContext& context);

/// By row.
[[nodiscard]] std::vector<CountedOnce> count_once(const CheckContext& context,
                                                  const std::vector<std::int32_t>& rows_of_items);
[[nodiscard]] std::vector<CountedOnce> count_once(const CheckContext& context);

}  // namespace grid
