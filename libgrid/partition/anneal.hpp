#pragma once

#include <cstdint>

#include "libgrid/partition/random.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// Costs are in units of `Problem::unit_cost`.
struct AnnealOptions {
    std::int64_t steps = 0;  ///< proposed moves
    double start_temperature = 1;
    double end_temperature = 0.05;
    double price = 1;  ///< of the violation that one vertex of mean weight makes, to begin with
};

/// Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) over the moves of border vertices to neighbouring parts, the
/// violation counted as cost, so that the walk may pass through divisions that miss the limits. Leaves `state` at the
/// best division met (by `Score`), which is never worse than the one it got.
void anneal(State& state, const AnnealOptions& options, Random& random);

}  // namespace grid::partition
