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

/// How many vertices may be divided anew, a vertex counting each time: `most` where many parts miss their limits, in
/// proportion fewer where few do, for it is always around them that is searched: `each` times the share of the parts
/// that miss them.
struct Patience {
    std::int64_t most = 0;
    double each = 1;
};

/// While the violation is greater than `enough`: takes a part that misses its limits apart together with one to five
/// parts around it and lets `divide` have them, by turns to divide them anew and to improve on what they are; keeps
/// what is better. Ends when the patience, as it is at the beginning, is spent. `limits` are those of every part.
/// (Iterated local search on pairs and triples of parts, as in PUNCH: Delling, Goldberg, Razenshteyn, Werneck 2011.)
void resplit(State& state, const std::vector<Limits>& limits, double enough, const Patience& patience,
             const Divide& divide, Random& random);

/// The same everywhere, until `vertices` have been divided anew: a part at random and two to seven around it; what
/// comes out as good as it was is kept as well. A step costs what the parts that it touches cost, however large the
/// graph.
void polish(State& state, const std::vector<Limits>& limits, std::int64_t vertices, const Divide& divide,
            Random& random);

}  // namespace grid::partition
