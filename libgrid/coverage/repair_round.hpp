#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/coverage/repair.hpp"

namespace grid {

/// What one round did to one feature.
struct MendedFeature {
    std::int32_t feature = -1;
    MultiPolygon geometry;
    int vertices = 0;  ///< inserted
    int gained = 0;    ///< gaps filled
    int lost = 0;      ///< overlaps given up
    Point at;
    int slivers_given = 0;
    int slivers_taken = 0;
};

/// Features that a round does not change.
using LeftAlone = std::set<std::int32_t>;

/// All features that have a point as a vertex, by point.
using VertexOwners = std::map<Point, std::set<std::int32_t>>;

/// Adds to each point that is listed in `owners` the features that have it.
void find_owners(std::span<const MultiPolygon> features, VertexOwners& owners);

/// Puts the vertices that neighbours lack into their borders, and gives narrow gaps and overlaps to one feature each.
/// Everything is done on the segments themselves: a feature that gains or loses ground gains or loses the border of
/// that ground, edge for edge, so that both sides of a new border are the same by construction. By feature, ascending.
[[nodiscard]] std::vector<MendedFeature> mend_round(std::span<const MultiPolygon> features,
                                                    const RepairOptions& options, const LeftAlone& left_alone = {});

/// Brings together the vertices of neighbours at narrow gaps and overlaps that are no more than `snap_m` apart. Which
/// one moves: the one that fewer features have. Those that only the lattice takes for one become one also where one
/// ring has both: no other step could tell them apart.
[[nodiscard]] std::vector<MendedFeature> merge_round(std::span<const MultiPolygon> features,
                                                     const RepairOptions& options, const LeftAlone& left_alone = {});

/// Fills gaps between two features that are open to the outside and no wider than `gap_width_m`, as far as their sides
/// face each other, if `close_inlets` asks for it. The larger feature takes them, unless the rule is another.
[[nodiscard]] std::vector<MendedFeature> inlet_round(std::span<const MultiPolygon> features,
                                                     const RepairOptions& options, const LeftAlone& left_alone = {});

/// Gives parts narrower than `sliver_width_m` to the neighbour with the longest common border that is none itself. A
/// feature that has no other part is empty then.
[[nodiscard]] std::vector<MendedFeature> sliver_round(std::span<const MultiPolygon> features,
                                                      const RepairOptions& options, const LeftAlone& left_alone = {});

/// The last resort for narrow overlaps that mend_round cannot give to anyone, as each feature covers a part of them
/// only: one feature at each gives up what it has there.
[[nodiscard]] std::vector<MendedFeature> cut_round(std::span<const MultiPolygon> features, const RepairOptions& options,
                                                   const LeftAlone& left_alone = {});

/// Moves vertices at narrow gaps that are open to the outside onto those of the other side, by no more than
/// `snap_m`; gaps wider than `gap_width_m` are none.
[[nodiscard]] std::vector<MendedFeature> snap_round(std::span<const MultiPolygon> features,
                                                    const RepairOptions& options, const LeftAlone& left_alone = {});

}  // namespace grid
