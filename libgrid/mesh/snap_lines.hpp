#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// A segment and what it is a part of.
struct TaggedSegment {
    Segment segment;
    std::int32_t tag = 0;
};

/// How lines are put onto others.
struct SnapOptions {
    double reach_m = 0.01;         ///< what is no farther apart is one
    bool among_themselves = true;  ///< the lines onto each other as well
};

/// Puts lines onto fixed lines that are as good as there, and onto each other.
///
/// Terms. A *corner* is an end of a line or of a fixed line. Afterwards, as a rule,
/// - a corner of a line is a corner of a fixed line, or farther than the reach from all of them;
/// - a line longer than the reach passes a corner (of a fixed line; of a line, if `among_themselves`) through it, or
///   farther off than the reach;
/// so that lines that ran side by side consist of the same segments, fixed lines among them: these are divided where a
/// corner comes to lie on them, which moves them by at most half a lattice step. Their order and direction stay; pieces
/// have the tag of what they are pieces of.
/// "As a rule": rounds are repeated until nothing changes, six at most. What is left then makes slivers of ground, but
/// nothing wrong: it is noded afterwards. The corners of fixed lines stay bit for bit.
/// Lines move by little more than the reach. Those of no length are dropped. The result does not depend on the order of
/// the lines but for their order.
/// After the vertex clustering and cracking of GIS topologies; no crossing is looked for.
void snap_lines(std::vector<TaggedSegment>& lines, std::vector<TaggedSegment>& fixed, const Lattice& lattice,
                const SnapOptions& options);

}  // namespace grid
