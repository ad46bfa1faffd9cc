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

void Score::add(const Score& other) {
    cut += other.cut;
    parts += other.parts;
    missing += other.missing;
    disconnected += other.disconnected;
    forced += other.forced;
    outside += other.outside;
    seconds += other.seconds;
}

Score evaluate(const Problem& problem, const std::vector<std::int32_t>& part) {
    const Graph& graph = problem.graph;
    const auto criteria = static_cast<std::size_t>(graph.criteria);
    const auto parts = static_cast<std::size_t>(problem.options.parts);
    Score score;
    score.parts = problem.options.parts;
    std::vector<std::int64_t> sums(parts * criteria, 0);
    std::vector<char> too_heavy(parts, 0);
    for (std::size_t v = 0; v < part.size(); ++v) {
        const auto p = static_cast<std::size_t>(part[v]);
        for (std::size_t c = 0; c < criteria; ++c) {
            sums[p * criteria + c] += graph.weight[v * criteria + c];
            if (graph.weight[v * criteria + c] > problem.options.limits[c].upper) too_heavy[p] = 1;
        }
        for (std::int32_t e = graph.offsets[v]; e < graph.offsets[v + 1]; ++e) {
            const auto w = static_cast<std::size_t>(graph.adjacency[static_cast<std::size_t>(e)]);
            if (w > v && part[w] != part[v]) score.cut += graph.edge_weight[static_cast<std::size_t>(e)];
        }
    }
    const std::vector<std::int32_t> pieces = pieces_of_parts(graph, part, problem.options.parts);
    for (std::size_t p = 0; p < parts; ++p) {
        score.missing += pieces[p] == 0;
        score.disconnected += pieces[p] > 1;
        bool within = true;
        for (std::size_t c = 0; c < criteria; ++c) {
            const Limits& limits = problem.options.limits[c];
            within = within && sums[p * criteria + c] >= limits.lower && sums[p * criteria + c] <= limits.upper;
        }
        if (!within) ++(too_heavy[p] != 0 ? score.forced : score.outside);
    }
    return score;
}

}  // namespace grid::tools
