#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/work/ways.hpp"

namespace grid {

/// Way between two junctions, along which nothing branches off. Its points are shape[first_shape, first_shape +
/// shape_count), from `a` to `b`, both included.
struct Stretch {
    std::int32_t a = 0;
    std::int32_t b = 0;
    double length_m = 0;  ///< as walked: longer than its shape where there is no way
    std::uint32_t first_shape = 0;
    std::uint32_t shape_count = 0;
};

/// A stretch as it leaves a junction.
struct Departure {
    std::int32_t stretch = 0;
    std::int32_t to = 0;  ///< junction
    double length_m = 0;
};

/// Where a site is passed: so far from the `a` of a stretch, as walked. No stretch: there is nothing else to walk to.
struct WalkPlace {
    std::int32_t stretch = -1;
    double offset_m = 0;
    friend auto operator<=>(const WalkPlace&, const WalkPlace&) = default;
};

/// Pieces of the network that no way connects, and what was walked between them instead.
struct WalkGaps {
    std::int32_t count = 0;      ///< links without a way that had to be made
    std::int32_t crossings = 0;  ///< among them: over a hard barrier
    double longest_m = 0;        ///< straight
    Point at;                    ///< of the longest; work plane
};

/// What one walks along between the sites of one unit, in metres of its work plane.
struct WalkNetwork {
    std::vector<Point> junctions;
    std::vector<Stretch> stretches;
    std::vector<Point> shape;
    std::vector<WalkPlace> places;        ///< by site
    std::vector<Point> sites;             ///< where the sites are
    std::vector<std::uint32_t> first_at;  ///< by junction, and one more: where its entries of `at` begin
    std::vector<Departure> at;            ///< of a stretch that begins and ends there both ends
    double off_network = 1;
    WalkGaps gaps;

    /// There are no ways: all is walked in straight lines, times off_network.
    [[nodiscard]] bool is_straight() const noexcept { return stretches.empty(); }
    [[nodiscard]] std::span<const Departure> departures(std::int32_t junction) const {
        const auto j = static_cast<std::size_t>(junction);
        return {at.data() + first_at[j], at.data() + first_at[j + 1]};
    }
};

/// The network of a unit.
/// - Ways meet as in node_ways(); a loose end reaches half a metre.
/// - A site is passed at the nearest point of the ways to which no straight line crosses a hard line. If that is
/// farther
///   than the roadside, the straight line to it is walked too, and those to the eight nearest sites off the ways that
///   are nearer than the ways of both together.
/// - What is not connected then is linked by the shortest straight line, one that crosses a hard line only if there is
///   no other one nearby; see WalkGaps.
/// - All that no site needs to be reached is left out. Straight lines count off_network times their length.
/// Work plane, metres. The result does not depend on the order of the ways.
[[nodiscard]] WalkNetwork make_walk_network(std::span<const Way> ways, std::span<const Way> hard,
                                            std::span<const Point> sites, const WalkRules& rules);

}  // namespace grid
