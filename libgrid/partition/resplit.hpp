#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/partition/anneal.hpp"
#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/random.hpp"
#include "libgrid/partition/repair.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

struct ResplitOptions {
    std::int64_t budget = 0;   ///< vertices that are divided anew, in all
    std::int64_t steps = 100;  ///< of the walk, per vertex
    AnnealOptions walk;        ///< its `steps` are not read
    RepairOptions repair;      ///< budget per vertex
    int directions = 4;        ///< of the sweeps
};

/// While the violation is greater than `enough` and the budget lasts: takes a part that misses its limits apart
/// together with one to five parts around it and divides them anew, by turns from scratch and by a warm walk from where
/// they are; keeps what is better. (Iterated local search on pairs and triples, as in PUNCH, Delling et al. 2011.)
/// `limits` are those of every part.
void resplit(State& state, const std::vector<Limits>& limits, double enough, const ResplitOptions& options,
             Random& random);

/// The violation that no plan can avoid: what heavy vertices have above the limit, or what the total has too much or
/// too little for so many parts.
[[nodiscard]] double unavoidable_violation(const Problem& problem, std::int32_t parts,
                                           const std::vector<Limits>& limits);

}  // namespace grid::partition
