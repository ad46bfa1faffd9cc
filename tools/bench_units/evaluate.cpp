#include "tools/bench_units/evaluate.hpp"

namespace grid::tools {

namespace {

/// Number of connected pieces of each part.
std::vector<std::int32_t> pieces_of_parts(const Graph& graph, const std::vector<std::int32_t>& part,
                                          std::int32_t parts) {
    std::vector<std::int32_t> pieces(static_cast<std::size_t>(parts), 0);
    std::vector<char> seen(part.size(), 0);
    std::vector<std::int32_t> reached;
    for (std::size_t start = 0; start < part.size(); ++start) {
        if (seen[start] != 0) continue;
        ++pieces[static_cast<std::size_t>(part[start])];
        seen[start] = 1;
        reached.assign(1, static_cast<std::int32_t>(start));
        while (!reached.empty()) {
            const auto v = static_cast<std::size_t>(reached.back());
            reached.pop_back();
            for (std::int32_t e = graph.offsets[v]; e < graph.offsets[v + 1]; ++e) {
                const std::int32_t w = graph.adjacency[static_cast<std::size_t>(e)];
                if (seen[static_cast<std::size_t>(w)] != 0 || part[static_cast<std::size_t>(w)] != part[v]) continue;
                seen[static_cast<std::size_t>(w)] = 1;
                reached.push_back(w);
            }
        }
    }
    return pieces;
}

}  // namespace

UnitScore evaluate(const Problem& problem, const std::vector<std::int32_t>& part) {
    const Graph& graph = problem.graph;
    const auto criteria = static_cast<std::size_t>(graph.criteria);
    const auto parts = static_cast<std::size_t>(problem.options.parts);
    UnitScore score;
    score.parts.resize(parts);
    std::vector<std::int64_t> sums(parts * criteria, 0);
    std::vector<std::int64_t> totals(criteria, 0);
    for (std::size_t v = 0; v < part.size(); ++v) {
        const auto p = static_cast<std::size_t>(part[v]);
        for (std::size_t c = 0; c < criteria; ++c) {
            const std::int64_t weight = graph.weight[v * criteria + c];
            sums[p * criteria + c] += weight;
            totals[c] += weight;
            if (weight > problem.options.limits[c].upper) score.parts[p].has_heavy = true;
        }
        for (std::int32_t e = graph.offsets[v]; e < graph.offsets[v + 1]; ++e) {
            const auto w = static_cast<std::size_t>(graph.adjacency[static_cast<std::size_t>(e)]);
            if (w > v && part[w] != part[v]) score.cut += graph.edge_weight[static_cast<std::size_t>(e)];
        }
    }
    const std::vector<std::int32_t> pieces = pieces_of_parts(graph, part, problem.options.parts);
    for (std::size_t p = 0; p < parts; ++p) {
        PartScore& one = score.parts[p];
        one.pieces = pieces[p];
        for (std::size_t c = 0; c < criteria; ++c) {
            const Limits& limits = problem.options.limits[c];
            const std::int64_t sum = sums[p * criteria + c];
            one.within = one.within && sum >= limits.lower && sum <= limits.upper;
            const double mean = static_cast<double>(totals[c]) / problem.options.parts;
            one.deviation.push_back(mean > 0 ? static_cast<double>(sum) / mean - 1 : 0);
        }
    }
    return score;
}

}  // namespace grid::tools
