#include "libgrid/partition/partition.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libgrid/partition/evolve.hpp"
#include "libgrid/partition/prepare.hpp"
#include "libgrid/partition/radius.hpp"
#include "libgrid/partition/search.hpp"
#include "libgrid/partition/state.hpp"

namespace grid {
namespace {

using partition::Problem;

/// Numbers the parts in the order of their first vertices.
void renumber(std::vector<std::int32_t>& part, std::int32_t parts) {
    std::vector<std::int32_t> number(parts, -1);
    std::int32_t next = 0;
    for (std::int32_t& p : part) {
        if (number[p] < 0) {
            number[p] = next++;
        }
        p = number[p];
    }
}

void evaluate(const Problem& problem, const PartitionOptions& options, PartitionResult& result) {
    std::vector<std::int64_t> load(static_cast<std::size_t>(options.parts) * problem.criteria, 0);
    for (std::int32_t v = 0; v < problem.n; ++v) {
        for (int c = 0; c < problem.criteria; ++c) {
            load[static_cast<std::size_t>(result.part[v]) * problem.criteria + c] +=
                problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
        }
        for (const partition::Edge& edge : problem.row(v)) {
            if (v < edge.to && result.part[v] != result.part[edge.to]) {
                result.cut += edge.weight;
            }
        }
    }
    for (std::int32_t p = 0; p < options.parts; ++p) {
        double missed = 0;
        for (int c = 0; c < problem.criteria; ++c) {
            const std::int64_t value = load[static_cast<std::size_t>(p) * problem.criteria + c];
            const Limits& limits = options.limits[c];
            result.cost += options.even_price * unevenness(value, problem.scale[c], limits);
            const std::int64_t nearest = std::clamp(value, limits.lower, limits.upper);
            const double distance =
                problem.scale[c] * std::abs(static_cast<double>(value) - static_cast<double>(nearest));
            missed += distance;
            result.worst = std::max(result.worst, distance);
        }
        result.violation += missed;
        if (missed > 0) {
            result.violating.push_back(p);
        }
    }
    for (std::int32_t v = 0; problem.has_apart() && v < problem.n; ++v) {
        for (const std::int32_t other : problem.apart_from(v)) {
            result.together += v < other && result.part[v] == result.part[other] ? 1 : 0;
        }
    }
    result.violation += apart_price * static_cast<double>(result.together);
    if (problem.has_radius()) {
        result.too_far = partition::beyond_radius(problem, result.part, options.parts);
        result.violation += partition::far_violation(result.too_far);
    }
    result.feasible = result.violating.empty() && result.together == 0 && result.too_far == 0;
    result.cost += result.cut;
}

constexpr double rounding = 1e-9;

/// Less by the objective; of misses that amount to the same, fewer.
bool is_better(const PartitionResult& a, const PartitionResult& b) {
    if (std::abs(a.violation - b.violation) > rounding) {
        return a.violation < b.violation;
    }
    if (a.violating.size() != b.violating.size()) {
        return a.violating.size() < b.violating.size();
    }
    return a.cost < b.cost;
}

bool misses_no_more(const PartitionResult& a, const PartitionResult& b) {
    return a.violation <= b.violation + rounding && a.worst <= b.worst + rounding &&
           a.violating.size() <= b.violating.size();
}

/// What is solved with the effort that is asked for, or with a lower one if that is better. The lower ones are not
/// tried where enough(result) says so.
template <typename Solve, typename Enough>
PartitionResult best_of_efforts(const PartitionOptions& options, Solve&& solve, Enough&& enough) {
    PartitionResult asked = solve(options);
    if (options.effort == Effort::fast || enough(asked)) {
        return asked;
    }
    PartitionOptions lower = options;
    lower.effort = options.effort == Effort::best ? Effort::normal : Effort::fast;
    PartitionResult other = best_of_efforts(lower, solve, enough);
    if (options.never_worse && !misses_no_more(asked, other)) {
        return other;
    }
    return is_better(other, asked) ? other : asked;
}

/// Divides each connected component by itself: divide(component, its vertices, parts, limits, random).
template <typename Divide>
PartitionResult divide_components(const Graph& graph, const PartitionOptions& options, Divide&& divide) {
    const Problem problem = partition::prepare(graph, options);
    const auto limits = partition::usable_limits(problem, options);
    const auto pieces = partition::components(problem);
    const auto shares = partition::apportion(problem, pieces, options.parts, limits);

    PartitionResult result;
    result.part.assign(problem.n, 0);
    std::vector<std::int32_t> local(problem.n, -1);
    std::int32_t first = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        // Each component has a random sequence of its own, which depends on nothing but the seed and the component.
        partition::Random random(options.seed + 0x632be59bd9b4e019ULL * i);
        Problem component = pieces.size() == 1 ? problem : partition::induced(problem, pieces[i], local);
        partition::index_neighbourhoods(component);
        const std::vector<std::int32_t> part = divide(component, pieces[i], shares[i], limits, random);
        for (std::size_t v = 0; v < part.size(); ++v) {
            result.part[pieces[i][v]] = first + part[v];
        }
        first += shares[i];
    }
    renumber(result.part, options.parts);
    evaluate(problem, options, result);
    return result;
}

}  // namespace

PartitionResult partition_graph(const Graph& graph, const PartitionOptions& options) {
    const auto solve = [&graph](const PartitionOptions& asked) {
        return divide_components(graph, asked,
                                 [&](const Problem& component, const std::vector<std::int32_t>& /*vertices*/,
                                     std::int32_t parts, const std::vector<Limits>& limits, partition::Random& random) {
                                     return partition::search(component, parts, limits, asked.effort, random);
                                 });
    };
    // The search itself is never worse with more effort, but of the misses it knows only the sum.
    return best_of_efforts(
        options, solve, [&options](const PartitionResult& result) { return !options.never_worse || result.feasible; });
}

PartitionResult repartition_graph(const Graph& graph, const PartitionOptions& options, const PreviousParts& previous) {
    partition::check(previous, graph.vertex_count());
    Problem problem = partition::prepare(graph, options);
    partition::index_neighbourhoods(problem);
    const auto solve = [&](const PartitionOptions& asked) {
        PartitionResult result = divide_components(
            graph, asked,
            [&](const Problem& component, const std::vector<std::int32_t>& vertices, std::int32_t parts,
                const std::vector<Limits>& limits, partition::Random& random) {
                return partition::evolve(component, parts, limits, partition::restricted(previous, vertices),
                                         asked.effort, random);
            });
        result.cost += partition::moving_cost(problem, previous, result.part, options.parts);
        return result;
    };
    return best_of_efforts(options, solve, [](const PartitionResult& /*result*/) { return false; });
}

}  // namespace grid
