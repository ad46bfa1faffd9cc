#pragma once

#include "tools/bench_units/evaluate.hpp"

#include <cstdint>
#include <vector>

namespace grid::tools {

/// METIS_PartGraphKway with contiguous parts. Tolerances are per thousand above the mean (METIS knows no lower limit).
struct MetisSetting {
    int cuts = 1;
    int iterations = 10;
    std::vector<int> per_thousand;  ///< one for each criterion
};

/// Parts by METIS; households in whole households, border in decimetres, since METIS counts in integers.
/// Only the call of METIS itself is timed.
[[nodiscard]] std::vector<std::int32_t> metis_partition(const Problem& problem, const MetisSetting& setting,
                                                        std::uint64_t seed, double& seconds);

}  // namespace grid::tools
