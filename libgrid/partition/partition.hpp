#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/partition/graph.hpp"

namespace grid {

/// How long to try, in iterations, never in seconds: the result does not depend on the machine.
enum class Effort { fast, normal, best };

/// Limits of one criterion, both inclusive, for every part.
struct Limits {
    std::int64_t lower = 0;
    std::int64_t upper = 0;
};

struct PartitionOptions {
    std::int32_t parts = 1;
    std::vector<Limits> limits;  ///< one for each criterion
    Effort effort = Effort::normal;
    std::uint64_t seed = 1;
    /// What a part at the edge of its limits costs, in the unit of the cut; nearer to the mean less, see unevenness().
    /// 0: inside the limits only the cut counts.
    double even_price = 0;
    /// Where the limits are missed, try the lower efforts as well, so that this one is not worse than they are in any
    /// respect: neither sum nor number nor size of the misses is greater. Otherwise only their sum is not.
    bool never_worse = false;
};

struct PartitionResult {
    std::vector<std::int32_t> part;  ///< part of each vertex, 0 .. parts-1, every part non-empty and connected
    double cut = 0;                  ///< sum of the weights of the undirected edges between parts
    /// The cut, what it costs that parts are not even and, where there were parts before, what moving costs.
    double cost = 0;
    /// Sum over parts and criteria of the distance to the limits, see below; `apart_price` for each pair in one part
    /// that should be apart; and `far_price` for each radius by which vertices reach beyond that of Graph::max_radius.
    double violation = 0;
    double worst = 0;                     ///< the greatest of the distances to the limits
    std::int64_t together = 0;            ///< pairs that should be apart, and are in one part
    std::int64_t too_far = 0;             ///< vertices beyond the radius, and radii beyond it, in millionths
    bool feasible = false;                ///< every part within every limit, every pair apart, no site too far
    std::vector<std::int32_t> violating;  ///< the parts that are not, ascending
};

/// What a pair of vertices in one part that should be apart adds to the violation. The limits of all parts are seldom
/// missed by so much: so pairs come before limits.
inline constexpr double apart_price = 10;
/// What a vertex adds that reaches farther than the radius from the centre of its part, and once more for each radius
/// beyond it. On the 1,270 cells of Da'an with 107 parts and 10 % this leaves one part out of its limits; with 0.1 it
/// is four, and as many parts reach too far.
inline constexpr double far_price = 0.02;

/// How far a load is from the mean, 1 / `scale`, in halves of the width of its limits, squared. Squares, so that a few
/// parts far from the mean cost more than many near it; of loads with the same sum they are least where all are equal.
/// At most 4, as at one edge of limits that have the mean at the other: what lies beyond is for the violation to say.
/// 0 where the limits leave no room.
[[nodiscard]] inline double unevenness(std::int64_t load, double scale, const Limits& limits) noexcept {
    const double width = static_cast<double>(limits.upper) - static_cast<double>(limits.lower);
    const double off = width > 0 ? 2 * (static_cast<double>(load) - 1 / scale) / width : 0;
    return std::min(off * off, 4.0);
}

/// Divides `graph` into `options.parts` connected, non-empty parts within the limits, with as little cut as can be
/// found. The objective is lexicographic: first the violation of the limits (sum over parts and criteria of the
/// distance to the nearest limit, relative to the mean of the criterion; far more for each of the pairs of Graph::apart
/// in one part), then the cut and what it costs that parts are not even. A higher effort goes on where a
/// lower one has ended and is never worse. If the limits cannot be met the
/// least violation found is returned and `feasible` is false. A disconnected graph gets parts per component in
/// proportion to weight; if it has more components than parts, ConfigError is thrown. The same input gives the same
/// result on every machine. Throws ConfigError for parts < 1, parts > vertices, limits that do not match the criteria,
/// or a malformed graph.
[[nodiscard]] PartitionResult partition_graph(const Graph& graph, const PartitionOptions& options);

/// A division that is there already, of the same vertices.
struct PreviousParts {
    std::vector<std::int32_t> part;  ///< of each vertex; any numbers from 0 on; -1: in none
    std::vector<std::int64_t> stay;  ///< of each vertex: how much moves if it moves, >= 0 (households)
    double stability = 1;            ///< 0: only the cut counts; 1: above all, little is to move
};

/// As partition_graph(), but beginning from a division that is there: parts too many are joined with neighbours, the
/// largest are split where there are too few, then vertices move between neighbouring parts until the limits are met.
/// The objective is the violation of the limits, then the cut and what moves away from its part: at stability s moving
/// a vertex of mean `stay` costs as much as s / (1 - s) edges of mean weight. Old parts need be neither connected nor
/// balanced. (Repartitioning with migration costs: Catalyurek, Boman, Devine, Bozdag, Heaphy, Riesen 2007.)
/// Throws ConfigError also for a previous division that does not fit the graph, or a stability outside 0 .. 1.
[[nodiscard]] PartitionResult repartition_graph(const Graph& graph, const PartitionOptions& options,
                                                const PreviousParts& previous);

}  // namespace grid
