#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/coverage/segment_table.hpp"

namespace grid {

/// Terms. Features are *settled* if no two of them have ground in common and no border of one passes a vertex of
/// another without having it. Of ground in several features the one with the least *rank* is the owner.

/// Borders nearer than this to a vertex of another are the same but for rounding and are led through it; an overlap
/// with a smaller mean width is none.
inline constexpr double settle_reach_m = 2e-5;
/// What is left of a feature that lost most of its ground, and is narrower than this all in all, is no feature: the
/// others are settled as if it had not been there.
inline constexpr double least_rest_m = 0.5;

/// Ground that two features had in common.
struct CommonGround {
    std::int32_t owner = -1;  ///< of the two, the one with the lesser rank
    std::int32_t loser = -1;
    MultiPolygon area;
    bool is_all_of_owner = false;  ///< it lies in the loser as a whole
    bool is_all_of_loser = false;
};

struct SettledFeature {
    std::int32_t feature = -1;
    MultiPolygon geometry;  ///< empty: all its ground belongs to others, but for a rest that is no feature
    double rest_m2 = 0;
    double rest_width_m = 0;  ///< mean width
};

struct Settlement {
    std::vector<SettledFeature> changed;  ///< by feature; the others have their coordinates bit for bit
    std::vector<CommonGround> overlaps;   ///< by owner and loser; areas narrower than settle_reach_m left out
    SegmentMatches matches;               ///< of the features as they are afterwards
};

/// Settles features. `rank_of_all` gives each of them a place, all different; it is called if there is anything to be
/// done. Afterwards, exactly and not only as far as a lattice shows, the interiors are disjoint and common borders have
/// the same vertices on both sides. A feature that is listed in `changed` is valid (an invalid one is made valid first,
/// by GEOS); all its vertices are input vertices, its own or a neighbour's, but for those where borders crossed, which
/// both sides have bit for bit; and it has all its own but those in ground that went to others. Parts narrower than
/// settle_reach_m that are cut off go to the neighbour with the longest common border, unless they have a vertex that
/// no other feature came with. What is settled is not copied: `matches` is then all that it costs, with a search among
/// the segments without a partner. The result does not depend on threads, nor on the order of features but for their
/// indices and of rings. Throws GeometryError if it cannot be settled.
///
/// Method: the borders near what is not settled are noded exactly (LineNoder) and labelled with all that cover the
/// ground beside them (CoverLabels); the border of a feature is then where it is the owner on one side only. All is
/// looked at again afterwards.
[[nodiscard]] Settlement settle(std::span<const MultiPolygon> features,
                                const std::function<std::vector<std::int32_t>()>& rank_of_all,
                                const GroundScale& scale);

/// Whether features are settled, exactly. Runs on the threads of the calling arena.
[[nodiscard]] bool is_settled(std::span<const MultiPolygon> features);

/// The ground of all of them as one feature, valid; borders between them vanish as above. `twice` gets the ground that
/// several of them have in common. Throws GeometryError as above.
[[nodiscard]] MultiPolygon unite(std::span<const MultiPolygon> parts, const GroundScale& scale, MultiPolygon& twice);

}  // namespace grid
