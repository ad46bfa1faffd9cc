#include "libgrid/layer/plan_group.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "libgrid/layer/plan_limits.hpp"
#include "libgrid/layer/previous_counts.hpp"
#include "libgrid/partition/improvements.hpp"
#include "libgrid/partition/radius.hpp"

namespace grid {

namespace {

std::int32_t previous_grid(const PlanGroup& group, const PlanOptions& options, std::size_t vertex) {
    return options.previous->grid[static_cast<std::size_t>(group.graph.cell[vertex])];
}

bool had_grids(const PlanGroup& group, const PlanOptions& options) {
    if (!options.previous) return false;
    for (std::size_t v = 0; v < group.counted.size(); ++v) {
        if (previous_grid(group, options, v) >= 0) return true;
    }
    return false;
}

class GroupDivider {
public:
    GroupDivider(PlanGroup& group, const PlanOptions& options)
        : m_group(group), m_options(options), m_graph(group.graph.graph) {
        for (std::size_t v = 0; v < group.counted.size(); ++v) {
            m_households += group.counted[v];
            m_true.push_back(m_graph.weight[v * static_cast<std::size_t>(m_graph.criteria)]);
            if (m_graph.criteria == 2) m_workload += static_cast<double>(m_graph.weight[2 * v + 1]);
        }
    }

    DividedGroup divide() {
        const std::vector<std::int32_t> counts = counts_of_group(m_group, m_options);
        if (counts.back() == 1) return {std::vector<std::int32_t>(m_group.counted.size(), 0), {}};
        const bool is_after = had_grids(m_group, m_options);
        Division best;
        TrySpread spread;
        for (std::int32_t t = 0; t < std::max(1, m_options.tries); ++t) {
            m_seed = seed_of_try(m_options.seed, t);
            Division division = is_after ? divide_after(counts) : divide_within_radius();
            spread.first = t == 0 ? division.cost : spread.first;
            spread.worst = std::max(spread.worst, division.cost);
            if (t == 0 || division.rank() < best.rank()) best = std::move(division);
        }
        spread.best = best.cost;
        return {std::move(best.part), spread};
    }

private:
    /// Pairs that should be apart and are not; households by which the limits of a grid are missed; how far sites are
    /// beyond the radius; households by which the limits are missed that are wanted.
    using Missed = std::tuple<std::int64_t, Count, std::int64_t, Count>;

    struct Division {
        std::vector<std::int32_t> part;
        Missed missed{};
        double cost = 0;  ///< of the borders, and of moving

        [[nodiscard]] std::tuple<Missed, double> rank() const { return {missed, cost}; }
    };

    /// The first try is the run without others.
    static std::uint64_t seed_of_try(std::uint64_t seed, std::int32_t number) {
        return seed + static_cast<std::uint64_t>(number) * 0x9E3779B97F4A7C15ULL;
    }

    [[nodiscard]] double mean(std::int32_t count) const { return static_cast<double>(m_households) / count; }

    /// Whether the limits of a grid count, and can be kept on average.
    [[nodiscard]] bool size_counts(std::int32_t count) const {
        return !m_options.count && mean(count) >= static_cast<double>(m_options.size.min) &&
               mean(count) <= static_cast<double>(m_options.size.max);
    }

    [[nodiscard]] Limits size_limits() const { return {m_options.size.min, m_options.size.max}; }

    /// Within the limits of a grid as well, where they count.
    [[nodiscard]] Limits narrowed(Limits limits, std::int32_t count) const {
        if (!size_counts(count)) return limits;
        return {std::max(limits.lower, m_options.size.min), std::min(limits.upper, m_options.size.max)};
    }

    /// The task, with households within the tolerance of the unit's mean.
    [[nodiscard]] PartitionOptions task(std::int32_t count) const {
        PartitionOptions task;
        task.parts = count;
        task.effort = m_options.effort;
        task.seed = m_seed;
        task.never_worse = m_group.never_worse;
        task.even_price = m_group.even_price;
        task.limits.push_back(narrowed(limits_of_group(m_group.unit_mean, mean(count), m_options.tolerance), count));
        if (m_graph.criteria == 2) {
            task.limits.push_back(
                limits_of_group(m_group.unit_workload, m_workload / count, m_options.workload_tolerance));
        }
        return task;
    }

    /// Attempts one after the other: within the tolerance of the group's mean, which may happen to be within that of
    /// the unit's; within the latter; within the limits of a grid alone.
    [[nodiscard]] std::vector<Limits> attempts(const Limits& wanted, std::int32_t count) const {
        if (!size_counts(count)) return {wanted};
        std::vector<Limits> result{narrowed(limits_around(mean(count), m_options.tolerance), count)};
        if (!is_within(result.front(), wanted)) result.push_back(wanted);
        if (!is_within(size_limits(), result.back())) result.push_back(size_limits());
        return result;
    }

    /// With more and more grids of a size that is wanted, as long as sites are too far.
    [[nodiscard]] Division divide_within_radius() {
        Division best = divide_anew(m_group.count);
        const auto is_too_far = [&best] { return std::get<2>(best.missed) > 0; };
        const auto cells = static_cast<std::int32_t>(m_group.counted.size());
        for (std::int32_t more = 1; is_too_far(); more *= 2) {
            const std::int32_t count = m_group.count + more;
            if (count > cells || !size_counts(count)) break;
            Division division = divide_anew(count);
            const bool is_better = division.missed < best.missed;
            if (is_better) best = std::move(division);
            if (!is_better && more > 1) break;
        }
        return best;
    }

    [[nodiscard]] Division divide_anew(std::int32_t count) {
        PartitionOptions options = task(count);
        const Limits wanted = options.limits.front();
        const Limits last = size_counts(count) ? size_limits() : wanted;
        Division best;
        std::vector<Limits> used;
        for (const Limits& limits : attempts(wanted, count)) {
            options.limits.front() = limits;
            fill_with_heavy_cells(limits.upper);
            const bool is_first = best.part.empty();
            if (is_first && m_seed == m_options.seed && m_options.on_problem) m_options.on_problem(m_graph, options);
            PartitionResult result = partition_graph(m_graph, options);
            const Missed missed{result.together, missed_by(result.part, count, last), result.too_far,
                                missed_by(result.part, count, wanted)};
            if (is_first || missed < best.missed) {
                best = {std::move(result.part), missed, result.cost};
                used = options.limits;
            }
            if (result.feasible && missed == Missed{}) break;
        }
        fill_with_heavy_cells(used.front().upper);
        const Improvement gained = improve_to_end(m_graph, used, m_group.even_price, best.part);
        best.cost -= gained.cut + gained.even;
        std::get<1>(best.missed) = missed_by(best.part, count, last);
        if (!m_graph.sites.empty()) std::get<2>(best.missed) = partition::beyond_radius(m_graph, best.part, count);
        std::get<3>(best.missed) = missed_by(best.part, count, wanted);
        return best;
    }

    static bool is_within(const Limits& inner, const Limits& outer) {
        return inner.lower >= outer.lower && inner.upper <= outer.upper;
    }

    /// Where there were grids before. The limits lie, by the stability, between the tolerance and those of a grid.
    [[nodiscard]] Division divide_after(const std::vector<std::int32_t>& counts) {
        const PreviousParts before = previous_parts();
        Division best;
        for (const std::int32_t count : counts) {
            PartitionOptions options = task(count);
            if (before.stability > 0) options.even_price = 0;  // no more is moved than the limits ask for
            Limits& wanted = options.limits.front();
            Limits limits = wanted;
            if (size_counts(count)) {
                limits = size_limits();
                const auto between = [&](Count narrow, Count wide) {
                    return narrow + std::llround(before.stability * static_cast<double>(wide - narrow));
                };
                wanted = {between(wanted.lower, limits.lower), between(wanted.upper, limits.upper)};
            }
            fill_with_heavy_cells(wanted.upper);
            PartitionResult result = repartition_graph(m_graph, options, before);
            Division division{std::move(result.part), {result.together, 0, result.too_far, 0}, result.cost};
            std::get<1>(division.missed) = missed_by(division.part, count, limits);
            if (best.part.empty() || division.rank() < best.rank()) best = std::move(division);
        }
        return best;
    }

    [[nodiscard]] PreviousParts previous_parts() const {
        PreviousParts before;
        before.stability = m_options.previous->stability;
        std::map<std::int32_t, std::int32_t> number{{-1, -1}};
        for (std::size_t v = 0; v < m_group.counted.size(); ++v) {
            const auto next = static_cast<std::int32_t>(number.size()) - 1;
            before.part.push_back(number.try_emplace(previous_grid(m_group, m_options, v), next).first->second);
            // Land without households does not change hands for nothing either.
            before.stay.push_back(m_true[v] + count_scale);
        }
        return before;
    }

    /// A cell that is too heavy fills a part alone.
    void fill_with_heavy_cells(Count upper) {
        for (std::size_t v = 0; v < m_true.size(); ++v) {
            if (m_group.counted[v] != m_true[v]) m_graph.weight[v * static_cast<std::size_t>(m_graph.criteria)] = upper;
        }
    }

    /// Households by which the parts miss the limits, thousandths.
    [[nodiscard]] Count missed_by(const std::vector<std::int32_t>& part, std::int32_t count,
                                  const Limits& limits) const {
        std::vector<Count> sums(static_cast<std::size_t>(count), 0);
        for (std::size_t v = 0; v < part.size(); ++v)
            sums[static_cast<std::size_t>(part[v])] += m_true[v];
        Count missed = 0;
        for (const Count sum : sums)
            missed += std::max<Count>({0, limits.lower - sum, sum - limits.upper});
        return missed;
    }

    const PlanGroup& m_group;
    const PlanOptions& m_options;
    std::uint64_t m_seed = 1;   ///< of this try
    Graph& m_graph;             ///< the weights of cells that are too heavy follow the limits
    Count m_households = 0;     ///< as they are counted
    double m_workload = 0;      ///< scaled
    std::vector<Count> m_true;  ///< households by vertex
};

}  // namespace

std::vector<std::int32_t> counts_of_group(const PlanGroup& group, const PlanOptions& options) {
    if (options.count || !had_grids(group, options)) return {group.count};
    std::map<std::int32_t, Count> held;
    GroupBefore before{0, static_cast<std::int64_t>(group.counted.size()), {}};
    for (std::size_t v = 0; v < group.counted.size(); ++v) {
        before.households += group.counted[v];
        const std::int32_t grid = previous_grid(group, options, v);
        if (grid >= 0) held[grid] += group.counted[v];
    }
    for (const auto& [grid, households] : held)
        before.held.push_back(households);
    std::vector<std::int32_t> counts = counts_after(before, group.count, options.size);
    // What is to be apart needs grids, whatever there were before.
    const std::int32_t least = group.graph.graph.apart.empty() ? 1 : most_apart(group.graph.graph);
    std::erase_if(counts, [least](std::int32_t count) { return count < least; });
    if (counts.empty()) counts.push_back(std::max(group.count, least));
    return counts;
}

DividedGroup divide_group(PlanGroup group, const PlanOptions& options) {
    return GroupDivider(group, options).divide();
}

}  // namespace grid
