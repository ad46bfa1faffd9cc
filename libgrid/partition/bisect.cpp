#include "libgrid/partition/bisect.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "libgrid/partition/state.hpp"
#include "libgrid/partition/sweep.hpp"
#include "libgrid/partition/tree.hpp"

namespace grid::partition {
namespace {

struct Task {
    std::vector<std::int32_t> vertices;
    std::int32_t parts = 1;
    std::int32_t first = 0;  ///< number of its first part
    int lopsided = 0;        ///< splits in a row above it that took off little
};

double sum_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Limits of a side that is to hold `mine` of `parts` parts: about its share of what there is, as loose as half of what
/// its parts may vary.
std::vector<Limits> side_limits(const Problem& problem, const std::vector<Limits>& limits, std::int32_t mine,
                                std::int32_t parts) {
    std::vector<Limits> result;
    for (int c = 0; c < problem.criteria; ++c) {
        std::int64_t total = 0;
        for (std::int32_t v = 0; v < problem.n; ++v) {
            total += problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
        }
        const double share = static_cast<double>(total) * mine / parts;
        const double width = static_cast<double>(limits[c].upper - limits[c].lower);
        const double slack = width / 2 * std::min(mine, parts - mine) * (parts == 2 ? 1.0 : 0.5);
        double low = share - slack;
        double high = share + slack;
        if (parts == 2) {
            low = static_cast<double>(limits[c].lower);
            high = static_cast<double>(limits[c].upper);
        }
        result.push_back({static_cast<std::int64_t>(std::ceil(low)), static_cast<std::int64_t>(std::floor(high))});
    }
    return result;
}

/// Splits a connected subgraph in two; returns the sides and sets how many parts go to side 0.
std::vector<std::int32_t> split(const Problem& sub, const std::vector<double>& size, std::int32_t parts,
                                const std::vector<Limits>& limits, int directions, Random& random,
                                std::int32_t& first_parts) {
    std::vector<std::int32_t> best;
    Score best_score{std::numeric_limits<double>::infinity(), 0};
    for (int i = 0; i < directions; ++i) {
        // With an odd number of parts each end of the direction can hold the larger half.
        const std::int32_t mine = i % 2 == 0 ? parts / 2 : parts - parts / 2;
        const auto order = sweep_order(sub, i, random);
        auto side = sweep_split(sub, order, size, static_cast<double>(mine) / parts);
        std::vector<Limits> both = side_limits(sub, limits, mine, parts);
        const std::vector<Limits> theirs = side_limits(sub, limits, parts - mine, parts);
        both.insert(both.end(), theirs.begin(), theirs.end());
        const State state(sub, std::move(both), std::move(side));
        const std::int32_t low = std::max(1, parts - state.size(1));
        const std::int32_t high = std::min(parts - 1, state.size(0));
        Score score = state.score();
        score.violation = (mine < low || mine > high) ? 1e18 : score.violation;
        // A small imbalance is mended later at less than the price of a long border.
        score.cut += score.violation * sub.unit_cost * 10;
        score.violation = score.violation > 1e17 ? 1 : 0;
        if (score.better_than(best_score, 0)) {
            best_score = score;
            best = state.part();
            double on_first = 0;
            for (std::int32_t v = 0; v < sub.n; ++v) {
                on_first += best[v] == 0 ? size[v] : 0;
            }
            const double fair = std::floor(on_first / std::max(sum_of(size), 1e-300) * parts + 0.5);
            first_parts = static_cast<std::int32_t>(std::clamp(fair, double(low), double(high)));
        }
    }
    return best;
}

}  // namespace

std::vector<double> vertex_sizes(const Problem& problem, const std::vector<Limits>& limits) {
    std::vector<double> size(problem.n, 0.0);
    for (std::int32_t v = 0; v < problem.n; ++v) {
        for (int c = 0; c < problem.criteria; ++c) {
            const std::int64_t weight = problem.weight[static_cast<std::size_t>(v) * problem.criteria + c];
            size[v] +=
                static_cast<double>(std::min(weight, std::max<std::int64_t>(limits[c].upper, 0))) * problem.scale[c];
        }
    }
    if (sum_of(size) <= 0) {
        std::fill(size.begin(), size.end(), 1.0);
    }
    return size;
}

std::vector<std::int32_t> recursive_bisection(const Problem& problem, std::int32_t parts,
                                              const std::vector<Limits>& limits, int directions, Random& random) {
    std::vector<std::int32_t> part(problem.n, 0);
    std::vector<std::int32_t> local(problem.n, -1);
    std::vector<Task> tasks(1);
    tasks[0].vertices.resize(problem.n);
    std::iota(tasks[0].vertices.begin(), tasks[0].vertices.end(), 0);
    tasks[0].parts = parts;
    while (!tasks.empty()) {
        Task task = std::move(tasks.back());
        tasks.pop_back();
        const auto count = static_cast<std::int32_t>(task.vertices.size());
        if (task.parts == 1 || task.parts == count) {
            for (std::int32_t i = 0; i < count; ++i) {
                part[task.vertices[i]] = task.first + (task.parts == 1 ? 0 : i);
            }
            continue;
        }
        Problem sub = induced(problem, task.vertices, local);
        // A side is to hold several parts: what is far apart there will not be in one, nor is its weight that of one.
        sub.sites.clear();
        sub.even_price = 0;
        const auto size = vertex_sizes(sub, limits);
        if (task.lopsided > 3) {
            const auto pieces = tree_split(sub, size, task.parts);
            for (std::int32_t i = 0; i < count; ++i) {
                part[task.vertices[i]] = task.first + pieces[i];
            }
            continue;
        }
        std::int32_t first_parts = 1;
        const auto side = split(sub, size, task.parts, limits, directions, random, first_parts);
        Task halves[2];
        halves[0].parts = first_parts;
        halves[1].parts = task.parts - first_parts;
        halves[0].first = task.first;
        halves[1].first = task.first + first_parts;
        for (std::int32_t i = 0; i < count; ++i) {
            halves[side[i]].vertices.push_back(task.vertices[i]);
        }
        for (Task& half : halves) {
            const bool most = static_cast<double>(half.vertices.size()) > 0.9 * count && task.parts > 4;
            half.lopsided = most ? task.lopsided + 1 : 0;
            tasks.push_back(std::move(half));
        }
    }
    return part;
}

}  // namespace grid::partition
