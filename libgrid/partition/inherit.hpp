#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/random.hpp"

namespace grid::partition {

/// Exactly `parts` connected, non-empty parts that come as near to the labels as can be had without looking far: the
/// connected pieces of each label (those without one are pieces as well), of which pairs of neighbours are joined while
/// there are too many, and the largest is split while there are too few. The limits, one for each criterion, say what
/// is large, and which pairs fit together. Connected graph; `stay` as in PreviousParts.
[[nodiscard]] std::vector<std::int32_t> inherited_division(const Problem& problem, std::int32_t parts,
                                                           const std::vector<Limits>& limits,
                                                           const PreviousParts& previous, Random& random);

}  // namespace grid::partition
