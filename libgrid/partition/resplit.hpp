#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/random.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

/// Improves a division of a small graph, or makes a new one; the limits of its parts are those in the state.
using Divide = std::function<void(State&, bool anew)>;

/// While the violation is greater than `enough`: takes a part that misses its limits apart together with one to five
/// parts around it and lets `divide` have them, by turns to divide them anew and to improve on what they are; keeps
/// what is better. Ends when `patience` vertices have been divided without success, or 12 times as
/// many in all. `limits` are those of every part.
/// (Iterated local search on pairs and triples of parts, as in PUNCH: Delling, Goldberg, Razenshteyn, Werneck 2011.)
void resplit(State& state, const std::vector<Limits>& limits, double enough, std::int64_t patience,
             const Divide& divide, Random& random);

/// The violation that no plan can avoid: what heavy vertices have above the limit, or what the total has too much or
/// too little for so many parts; with some room for rounding.
[[nodiscard]] double unavoidable_violation(const Problem& problem, std::int32_t parts,
                                           const std::vector<Limits>& limits);

}  // namespace grid::partition
