#include "libgrid/partition/tree.hpp"

#include <numeric>

namespace grid::partition {

std::vector<std::int32_t> tree_split(const Problem& problem, const std::vector<double>& size, std::int32_t parts) {
    const std::int32_t n = problem.n;
    // Depth-first order with parents, without recursion.
    std::vector<std::int32_t> parent(n, -1);
    std::vector<std::int32_t> order;
    order.reserve(n);
    std::vector<std::int32_t> next(problem.offsets.begin(), problem.offsets.end() - 1);
    std::vector<char> visited(n, 0);
    std::vector<std::int32_t> stack{0};
    visited[0] = 1;
    order.push_back(0);
    while (!stack.empty()) {
        const std::int32_t v = stack.back();
        if (next[v] == problem.offsets[v + 1]) {
            stack.pop_back();
            continue;
        }
        const std::int32_t u = problem.edges[next[v]++].to;
        if (visited[u] == 0) {
            visited[u] = 1;
            parent[u] = v;
            order.push_back(u);
            stack.push_back(u);
        }
    }

    std::vector<double> gathered = size;
    std::vector<char> cut(n, 0);  // the edge to the parent is cut
    double rest = std::accumulate(size.begin(), size.end(), 0.0);
    std::int32_t left = parts;
    for (std::int32_t i = n - 1; i > 0; --i) {
        const std::int32_t v = order[i];
        // Cut when the target is reached, or when the vertices that remain are just enough.
        if (left > 1 && (gathered[v] * left >= rest || i < left)) {
            cut[v] = 1;
            rest -= gathered[v];
            --left;
        } else {
            gathered[parent[v]] += gathered[v];
        }
    }

    std::vector<std::int32_t> part(n, 0);
    std::int32_t count = 1;
    for (std::int32_t i = 1; i < n; ++i) {
        const std::int32_t v = order[i];
        part[v] = cut[v] != 0 ? count++ : part[parent[v]];
    }
    return part;
}

}  // namespace grid::partition
