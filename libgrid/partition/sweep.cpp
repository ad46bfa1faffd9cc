#include "libgrid/partition/sweep.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace grid::partition {
namespace {

/// Hop distances from `source`; the last vertex reached is returned.
std::int32_t hop_distances(const Problem& problem, std::int32_t source, std::vector<std::int32_t>& distance) {
    distance.assign(problem.n, -1);
    std::vector<std::int32_t> queue{source};
    queue.reserve(problem.n);
    distance[source] = 0;
    for (std::size_t head = 0; head < queue.size(); ++head) {
        for (const Edge& edge : problem.row(queue[head])) {
            if (distance[edge.to] < 0) {
                distance[edge.to] = distance[queue[head]] + 1;
                queue.push_back(edge.to);
            }
        }
    }
    return queue.back();
}

/// Keeps the largest piece of `side` and gives the others to the other side.
void mend(const Problem& problem, const std::vector<double>& size, std::int32_t keep, std::vector<std::int32_t>& side) {
    std::vector<std::int32_t> piece(problem.n, -1);
    std::vector<std::int32_t> queue;
    queue.reserve(problem.n);
    std::int32_t pieces = 0;
    std::int32_t largest = -1;
    double largest_size = -1;
    for (std::int32_t v = 0; v < problem.n; ++v) {
        if (side[v] != keep || piece[v] >= 0) {
            continue;
        }
        queue.assign(1, v);
        piece[v] = pieces;
        double sum = 0;
        for (std::size_t head = 0; head < queue.size(); ++head) {
            sum += size[queue[head]];
            for (const Edge& edge : problem.row(queue[head])) {
                if (side[edge.to] == keep && piece[edge.to] < 0) {
                    piece[edge.to] = pieces;
                    queue.push_back(edge.to);
                }
            }
        }
        if (sum > largest_size) {
            largest_size = sum;
            largest = pieces;
        }
        ++pieces;
    }
    if (pieces > 1) {
        for (std::int32_t v = 0; v < problem.n; ++v) {
            if (side[v] == keep && piece[v] != largest) {
                side[v] = 1 - keep;
            }
        }
    }
}

}  // namespace

std::vector<std::int32_t> sweep_order(const Problem& problem, int which, Random& random) {
    std::vector<double> key(problem.n);
    if (problem.has_coordinates()) {
        static constexpr std::array<std::array<double, 2>, 8> directions{
            {{1, 0}, {0, 1}, {1, 1}, {-1, 1}, {2, 1}, {-1, 2}, {1, 2}, {-2, 1}}};
        const auto& direction = directions[static_cast<std::size_t>(which) % directions.size()];
        for (std::int32_t v = 0; v < problem.n; ++v) {
            key[v] = direction[0] * problem.x[v] + direction[1] * problem.y[v];
        }
    } else {
        std::vector<std::int32_t> from_one;
        std::vector<std::int32_t> from_other;
        const std::int32_t one = hop_distances(problem, random.below(problem.n), from_one);
        const std::int32_t other = hop_distances(problem, one, from_one);
        hop_distances(problem, other, from_other);
        for (std::int32_t v = 0; v < problem.n; ++v) {
            key[v] = from_one[v] - from_other[v];
        }
    }
    std::vector<std::int32_t> order(problem.n);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&key](std::int32_t a, std::int32_t b) { return key[a] != key[b] ? key[a] < key[b] : a < b; });
    return order;
}

std::vector<std::int32_t> sweep_split(const Problem& problem, const std::vector<std::int32_t>& order,
                                      const std::vector<double>& size, double share) {
    const double total = std::accumulate(size.begin(), size.end(), 0.0);
    std::vector<std::int32_t> side(problem.n, 1);
    double sum = 0;
    for (std::int32_t i = 0; i + 1 < problem.n; ++i) {
        // The vertex on the line goes to the side that comes nearer to the share.
        if (i > 0 && sum + size[order[i]] / 2 > share * total) {
            break;
        }
        side[order[i]] = 0;
        sum += size[order[i]];
    }
    mend(problem, size, 0, side);
    mend(problem, size, 1, side);
    return side;
}

}  // namespace grid::partition
