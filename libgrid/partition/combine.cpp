#include "libgrid/partition/combine.hpp"

#include <utility>

namespace grid::partition {

Coarse overlay(const Problem& problem, const std::vector<std::int32_t>& one, const std::vector<std::int32_t>& other) {
    std::vector<std::int32_t> coarse_of(problem.n, -1);
    std::vector<std::int32_t> queue;
    std::int32_t count = 0;
    for (std::int32_t start = 0; start < problem.n; ++start) {
        if (coarse_of[start] >= 0) {
            continue;
        }
        queue.assign(1, start);
        coarse_of[start] = count;
        for (std::size_t head = 0; head < queue.size(); ++head) {
            for (const Edge& edge : problem.row(queue[head])) {
                const std::int32_t u = edge.to;
                if (coarse_of[u] < 0 && one[u] == one[start] && other[u] == other[start]) {
                    coarse_of[u] = count;
                    queue.push_back(u);
                }
            }
        }
        ++count;
    }
    return contract(problem, std::move(coarse_of), count);
}

std::vector<std::int32_t> lifted(const Coarse& coarse, const std::vector<std::int32_t>& part) {
    std::vector<std::int32_t> result(coarse.problem.n, -1);
    for (std::size_t v = 0; v < part.size(); ++v) {
        result[coarse.coarse_of[v]] = part[v];
    }
    return result;
}

double difference(const Problem& problem, const std::vector<std::int32_t>& one,
                  const std::vector<std::int32_t>& other) {
    double sum = 0;
    for (std::int32_t v = 0; v < problem.n; ++v) {
        for (const Edge& edge : problem.row(v)) {
            const bool border = one[v] != one[edge.to];
            sum += v < edge.to && border != (other[v] != other[edge.to]) ? edge.weight : 0;
        }
    }
    return sum;
}

}  // namespace grid::partition
