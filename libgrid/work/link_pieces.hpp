#pragma once

#include "libgrid/work/raw_network.hpp"

namespace grid {

/// Links the pieces of a network that hold sites, until they are one: each piece with what is nearest to it, in rounds
/// (Boruvka's), the largest piece waiting for the others. Tells of it in RawNetwork::gaps.
void link_pieces(const HardLines& hard, double off_network, RawNetwork& network);

}  // namespace grid
