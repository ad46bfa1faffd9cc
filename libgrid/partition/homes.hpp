#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// Numbers the parts of a division of the state's graph so that much of it is at home: of the pairs of part and home
/// the one that has most in common first. Without homes the division stays as it is.
[[nodiscard]] std::vector<std::int32_t> at_home(const State& state, std::vector<std::int32_t> part);

/// For each label the part that it goes with, -1 for labels left over: pairs of label and part that have most in common
/// (the sum of `stay`) first; each part goes with one label at most. Labels below 0 are nobody's.
[[nodiscard]] std::vector<std::int32_t> match_labels(const std::vector<std::int32_t>& label,
                                                     const std::vector<std::int32_t>& part,
                                                     const std::vector<double>& stay, std::int32_t labels,
                                                     std::int32_t parts);

}  // namespace grid::partition
