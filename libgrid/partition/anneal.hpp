#pragma once

#include <cstdint>

#include "libgrid/partition/random.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// Temperatures are in units of `Problem::unit_cost`; a price is the cost, in the same unit, of the violation that one
/// vertex of mean weight makes. Both go from start to end in equal ratios.
struct AnnealOptions {
    std::int64_t steps = 0;  ///< proposed moves
    double start_temperature = 1;
    double end_temperature = 0.15;
    double start_price = 0.04;  ///< least price of a part's violation
    double end_price = 4;
    bool keep_best = true;  ///< end at the best division met; otherwise where the walk ends
};

/// A price at which no move that adds to the violation is ever taken.
inline constexpr double prohibitive_price = 1e6;

/// Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) over the moves of border vertices to neighbouring parts, and,
/// where the limits stand against a move, over chains of two moves. The violation counts as cost, at a price of its own
/// for each part, which rises while the part misses its limits and falls to the least price while it meets them
/// (strategic oscillation, Glover 1977), so that the walk passes through divisions that miss the limits a little. The
/// best division is the best by `Score`, so never worse than the one given.
void anneal(State& state, const AnnealOptions& options, Random& random);

}  // namespace grid::partition
