#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/problem.hpp"
#include "libgrid/partition/radius.hpp"

namespace grid::partition {

/// What is minimised: first the violation, then the cut.
struct Score {
    double violation = 0;
    double cut = 0;  ///< with what it costs that vertices are not at home, and that parts are not even

    /// Smaller by more than rounding.
    [[nodiscard]] bool better_than(const Score& other, double tolerance) const noexcept {
        if (violation != other.violation) {
            return violation < other.violation;
        }
        return cut < other.cut - tolerance;
    }
};

/// A division into connected, non-empty parts, with all that a move of one vertex changes kept up to date in
/// O(degree). Each part has its own limits. The loads and excesses are whole numbers: they do not drift.
class State {
public:
    /// `limits` has parts x criteria entries; every part of `part` must be connected and non-empty (not checked).
    State(const Problem& problem, std::vector<Limits> limits, std::vector<std::int32_t> part);

    /// Gives each vertex a part where it is at home (-1: nowhere) and what it costs, in the unit of the cut, that it is
    /// elsewhere. From then on this counts as cut. Without homes no vertex has one.
    void set_homes(std::vector<std::int32_t> home, std::vector<double> stay);
    [[nodiscard]] bool has_homes() const noexcept { return !m_home.empty(); }
    [[nodiscard]] std::int32_t home(std::int32_t v) const noexcept { return m_home[v]; }
    [[nodiscard]] double stay(std::int32_t v) const noexcept { return m_stay[v]; }

    [[nodiscard]] const Problem& problem() const noexcept { return *m_problem; }
    [[nodiscard]] std::int32_t parts() const noexcept { return m_parts; }
    [[nodiscard]] const std::vector<std::int32_t>& part() const noexcept { return m_part; }
    [[nodiscard]] std::int32_t part_of(std::int32_t v) const noexcept { return m_part[v]; }
    [[nodiscard]] std::int32_t size(std::int32_t p) const noexcept {
        return static_cast<std::int32_t>(m_members[p].size());
    }
    [[nodiscard]] const std::vector<Limits>& limits() const noexcept { return m_limits; }
    [[nodiscard]] std::int64_t load(std::int32_t p, int criterion = 0) const noexcept {
        return m_load[static_cast<std::size_t>(p) * m_criteria + criterion];
    }

    /// The vertices of a part, in no meaningful order.
    [[nodiscard]] const std::vector<std::int32_t>& members(std::int32_t p) const noexcept { return m_members[p]; }
    /// The vertices with a neighbour in another part, in no meaningful order.
    [[nodiscard]] const std::vector<std::int32_t>& border() const noexcept { return m_border; }
    [[nodiscard]] bool at_border(std::int32_t v) const noexcept { return m_foreign[v] > 0; }

    [[nodiscard]] Score score() const noexcept { return {violation(), m_cut}; }
    [[nodiscard]] double violation() const noexcept;
    [[nodiscard]] double violation_of(std::int32_t p) const noexcept;
    /// Pairs that should be apart, and are in one part.
    [[nodiscard]] std::int64_t together() const noexcept { return m_together; }
    /// See beyond_radius().
    [[nodiscard]] std::int64_t too_far() const noexcept { return m_too_far; }
    /// Of vertices that should be apart from `v`: how many part `p` has.
    [[nodiscard]] std::int32_t against(std::int32_t v, std::int32_t p) const noexcept {
        if (!m_problem->has_apart()) {
            return 0;
        }
        std::int32_t count = 0;
        for (const std::int32_t other : m_problem->apart_from(v)) {
            count += m_part[other] == p ? 1 : 0;
        }
        return count;
    }
    /// Change of the violation of the part of `v` if `v` left it.
    [[nodiscard]] double change_by_leaving(std::int32_t v) const noexcept { return change_by(m_part[v], v, -1); }
    /// Change of the violation of part `q` if `v` entered it.
    [[nodiscard]] double change_by_entering(std::int32_t v, std::int32_t q) const noexcept {
        return change_by(q, v, 1);
    }
    /// Change of the violation of part `p` if `in` entered it and `out` left it.
    [[nodiscard]] double change_by_exchange(std::int32_t p, std::int32_t in, std::int32_t out) const noexcept;
    /// Change of what it costs that vertices are not at home, if `v` moved to part `q`.
    [[nodiscard]] double home_change(std::int32_t v, std::int32_t q) const noexcept {
        if (m_home.empty()) {
            return 0;
        }
        return m_stay[v] * ((m_home[v] == m_part[v] ? 1 : 0) - (m_home[v] == q ? 1 : 0));
    }
    /// Change of what it costs that part `p` is not even, if `in` entered it and `out` left it; -1: none does.
    [[nodiscard]] double even_change(std::int32_t p, std::int32_t in, std::int32_t out) const noexcept {
        return m_problem->even_price > 0 ? change_of_unevenness(p, in, out) : 0;
    }
    /// Change of the cut, homes and evenness included, if `v` moved to part `q`.
    [[nodiscard]] double cut_change(std::int32_t v, std::int32_t q) const noexcept;

    /// Whether the part of `v` stays connected and non-empty without `v`.
    [[nodiscard]] bool can_leave(std::int32_t v);
    /// The same when the caller knows which neighbours of `v`, by bit, are in its part (degree <= max_ring_degree).
    [[nodiscard]] bool can_leave(std::int32_t v, std::uint64_t own);

    /// Moves `v` to `q`, another part. The caller has made sure that both parts stay connected.
    void move(std::int32_t v, std::int32_t q);
    /// Replaces the division and counts everything anew.
    void assign(std::vector<std::int32_t> part);

private:
    [[nodiscard]] static std::int64_t distance(std::int64_t load, const Limits& limits) noexcept {
        return load < limits.lower ? limits.lower - load : (load > limits.upper ? load - limits.upper : 0);
    }
    [[nodiscard]] double change_by(std::int32_t p, std::int32_t v, std::int64_t sign) const noexcept {
        const std::size_t at = static_cast<std::size_t>(p) * m_criteria;
        const std::int64_t* weight = m_problem->weight.data() + static_cast<std::size_t>(v) * m_criteria;
        double sum = apart_price * static_cast<double>(sign * against(v, p));
        if (m_problem->has_radius()) {
            sum += far_change(p, sign > 0 ? v : -1, sign > 0 ? -1 : v);
        }
        for (int c = 0; c < m_criteria; ++c) {
            sum += static_cast<double>(distance(m_load[at + c] + sign * weight[c], m_limits[at + c]) -
                                       distance(m_load[at + c], m_limits[at + c])) *
                   m_problem->scale[c];
        }
        return sum;
    }
    /// Change of the violation of part `p` by the radius, see PartReach, if `in` entered it and `out` left it; -1: none
    /// does.
    [[nodiscard]] double far_change(std::int32_t p, std::int32_t in, std::int32_t out) const noexcept;
    [[nodiscard]] double change_of_unevenness(std::int32_t p, std::int32_t in, std::int32_t out) const noexcept;
    [[nodiscard]] double unevenness() const noexcept;  // what it costs that parts are not even
    [[nodiscard]] bool search_connects(std::int32_t v, std::uint64_t own, std::uint64_t reached);
    [[nodiscard]] bool search_connects_all(std::int32_t v);
    void update_border(std::int32_t v);
    [[nodiscard]] double away() const noexcept;  // what it costs that vertices are not at home
    std::uint32_t next_stamp();

    const Problem* m_problem;
    std::int32_t m_parts = 0;
    int m_criteria = 1;
    std::vector<Limits> m_limits;
    std::vector<std::int32_t> m_part;
    std::vector<std::int64_t> m_load;
    std::vector<std::vector<std::int32_t>> m_members;
    std::vector<std::int32_t> m_member_at;    // place of a vertex in the members of its part
    std::vector<std::int64_t> m_excess;       // per criterion: sum over the parts of the distance to the limits
    std::vector<std::int64_t> m_together_of;  // per part; empty where nothing is to be apart
    std::int64_t m_together = 0;
    std::vector<PartReach> m_reach;  // per part; empty where there is no radius
    std::int64_t m_too_far = 0;
    double m_cut = 0;
    std::vector<std::int32_t> m_home;  // empty: no vertex has a home
    std::vector<double> m_stay;
    std::vector<std::int32_t> m_foreign;  // per vertex: neighbours in other parts
    std::vector<std::int32_t> m_border;
    std::vector<std::int32_t> m_border_at;  // place of a vertex in m_border, -1 if not there

    // Scratch of the searches.
    std::vector<std::uint32_t> m_stamp;
    std::vector<std::int32_t> m_group;  ///< of a stamped vertex: the neighbour that search_connects_all() came from
    std::uint32_t m_clock = 0;
    std::array<std::vector<std::int32_t>, 2> m_queue;
};

}  // namespace grid::partition
