#include "tools/bench_units/metis_engine.hpp"

#include <metis.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

namespace grid::tools {

std::vector<std::int32_t> metis_partition(const Problem& problem, const MetisSetting& setting, std::uint64_t seed,
                                          double& seconds) {
    const Graph& graph = problem.graph;
    const auto criteria = static_cast<std::size_t>(graph.criteria);
    std::vector<idx_t> offsets(graph.offsets.begin(), graph.offsets.end());
    std::vector<idx_t> adjacency(graph.adjacency.begin(), graph.adjacency.end());
    std::vector<std::int64_t> totals(criteria, 0);
    for (std::size_t i = 0; i < graph.weight.size(); ++i)
        totals[i % criteria] += graph.weight[i];
    // At most 2^24 in all, so that the sums of METIS fit: its integers may have 32 bits.
    std::vector<idx_t> weights;
    for (std::size_t i = 0; i < graph.weight.size(); ++i) {
        const double scale = std::max(1.0, static_cast<double>(totals[i % criteria]) / (1 << 24));
        weights.push_back(static_cast<idx_t>(std::llround(static_cast<double>(graph.weight[i]) / scale)));
    }
    std::vector<idx_t> border;
    for (const double weight : graph.edge_weight)
        border.push_back(std::max<idx_t>(1, static_cast<idx_t>(std::lround(weight * 10))));

    idx_t options[METIS_NOPTIONS];
    METIS_SetDefaultOptions(options);
    options[METIS_OPTION_CONTIG] = 1;
    options[METIS_OPTION_NCUTS] = setting.cuts;
    options[METIS_OPTION_NITER] = setting.iterations;
    options[METIS_OPTION_SEED] = static_cast<idx_t>(seed);
    std::vector<real_t> imbalance;
    for (const int tolerance : setting.per_thousand)
        imbalance.push_back(static_cast<real_t>(1 + tolerance / 1000.0));
    idx_t vertices = graph.vertex_count();
    idx_t constraints = graph.criteria;
    idx_t parts = problem.options.parts;
    idx_t cut = 0;
    std::vector<idx_t> part(static_cast<std::size_t>(vertices));
    const auto start = std::chrono::steady_clock::now();
    const int status =
        METIS_PartGraphKway(&vertices, &constraints, offsets.data(), adjacency.data(), weights.data(), nullptr,
                            border.data(), &parts, nullptr, imbalance.data(), options, &cut, part.data());
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (status != METIS_OK) throw std::runtime_error("METIS failed");
    return {part.begin(), part.end()};
}

}  // namespace grid::tools
