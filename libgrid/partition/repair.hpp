#pragma once

#include <cstdint>

#include "libgrid/partition/state.hpp"

namespace grid::partition {

struct RepairOptions {
    int depth = 4;                 ///< moves in a chain at most
    int width = 10;                ///< moves followed at each step of a chain
    std::int64_t budget = 100000;  ///< moves looked at, in all
    double enough = 0;             ///< the violation at which there is nothing left to gain
};

/// Lowers the violation by ejection chains (Glover 1996) along the graph of parts: a vertex enters or leaves a part
/// that misses its limits, then one the part that suffers most from that, and so on, until the sum of the violations is
/// smaller than before. The shortest chains are tried first; among those of one length the one with the least cut is
/// taken. Ends when no part can be helped any more, the violation is down to `enough`, or the budget is spent.
void repair(State& state, const RepairOptions& options);

}  // namespace grid::partition
