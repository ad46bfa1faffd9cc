#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/partition/partition.hpp"

namespace grid::partition {

// How far the sites of a part are from its centre; see Graph::sites. The distance of a vertex is that of its place plus
// its spread: no site of it is farther. Sums are whole millionths of the radius, so that they do not drift. Each takes
// a walk over the part, for with every vertex that comes or goes the centre moves.

/// How far the vertices of a part are beyond the radius: 1 for each that is, and by how many radii, in millionths. If
/// `in` entered it and `out` left it; -1: none does. 0 for a part without weight, which has no centre. `G` is a Graph
/// or a Problem.
template <typename G>
[[nodiscard]] std::int64_t beyond_radius(const G& graph, std::span<const std::int32_t> members, std::int32_t in,
                                         std::int32_t out) noexcept;

/// The same, of all parts.
template <typename G>
[[nodiscard]] std::int64_t beyond_radius(const G& graph, std::span<const std::int32_t> part, std::int32_t parts);

struct Problem;

/// Keeps the same of one part up to date, exactly. Most vertices that come and go move the centre by little: where the
/// farthest one is within the radius by more than that, nothing has to be counted.
class PartReach {
public:
    PartReach(const Problem& problem, std::span<const std::int32_t> members) { count(problem, members); }

    [[nodiscard]] std::int64_t beyond() const noexcept { return m_beyond; }
    /// About what it is after `in` has come and `out` has gone: of the others it does not see that the centre moves, if
    /// some are near the radius or beyond it. To count them at every move that is only thought of would take a hundred
    /// times as long.
    [[nodiscard]] std::int64_t beyond_with(const Problem& problem, std::int32_t in, std::int32_t out) const noexcept;
    /// `members` are those after `in` has come and `out` has gone.
    void change(const Problem& problem, std::span<const std::int32_t> members, std::int32_t in,
                std::int32_t out) noexcept;

private:
    void count(const Problem& problem, std::span<const std::int32_t> members) noexcept;
    /// Takes a vertex in, or out; nothing of the part is looked at.
    void add(const Problem& problem, std::int32_t v, double sign) noexcept;

    double m_weight = 0;
    double m_x = 0;  ///< sums of weight times place
    double m_y = 0;
    double m_farthest = 0;  ///< no vertex is farther from the centre
    std::int64_t m_beyond = 0;
};

/// What this adds to the violation.
[[nodiscard]] inline double far_violation(std::int64_t millionths) noexcept {
    return far_price * 1e-6 * static_cast<double>(millionths);
}

/// The places of vertices that become one, for each of the `count` that they become: their mean by weight (the plain
/// mean of those with sites where they have none), and a spread that reaches all of theirs. `weight` is the first of
/// each `stride`.
[[nodiscard]] std::vector<VertexSites> contracted_sites(std::span<const VertexSites> sites,
                                                        std::span<const std::int64_t> weight, int stride,
                                                        std::span<const std::int32_t> coarse_of, std::int32_t count);

}  // namespace grid::partition
