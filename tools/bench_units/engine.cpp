#include "tools/bench_units/engine.hpp"

#include "tools/bench_units/metis_engine.hpp"

#include <chrono>
#include <cmath>
#include <utility>

namespace grid::tools {

namespace {

Engine engine(std::string name, decltype(Engine::solve) solve) {
    Engine made;
    made.name = std::move(name);
    made.solve = std::move(solve);
    return made;
}

Engine metis(std::string name, const MetisSetting& setting) {
    return engine(std::move(name), [setting](const Problem& problem, std::uint64_t seed, double& seconds) {
        return metis_partition(problem, setting, seed, seconds);
    });
}

Engine ours(std::string name, Effort effort) {
    return engine(std::move(name), [effort](const Problem& problem, std::uint64_t seed, double& seconds) {
        PartitionOptions options = problem.options;
        options.effort = effort;
        options.seed = seed;
        const auto start = std::chrono::steady_clock::now();
        PartitionResult result = partition_graph(problem.graph, options);
        seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        return std::move(result.part);
    });
}

}  // namespace

UnitScore Engine::run(const Problem& problem, std::uint64_t seed) {
    double took = 0;
    UnitScore score = evaluate(problem, solve(problem, seed, took));
    seconds += took;
    cut += score.cut;
    parts += problem.options.parts;
    deviations.resize(static_cast<std::size_t>(problem.graph.criteria));
    for (const PartScore& part : score.parts) {
        missing += part.pieces == 0;
        disconnected += part.pieces > 1;
        forced += part.is_forced();
        outside += part.is_outside();
        wrong += part.pieces != 1 || part.is_outside();
        for (std::size_t c = 0; c < deviations.size() && !part.is_forced(); ++c)
            deviations[c].push_back(std::abs(part.deviation[c]));
    }
    return score;
}

std::vector<Engine> make_engines(const std::vector<double>& tolerances) {
    std::vector<int> per_thousand;
    for (const double tolerance : tolerances)
        per_thousand.push_back(static_cast<int>(std::lround(tolerance * 1000)));
    return {metis("METIS contig", {1, 10, per_thousand}),
            metis("METIS contig, ncuts 8, niter 20", {8, 20, per_thousand}), ours("libgrid fast", Effort::fast),
            ours("libgrid normal", Effort::normal)};
}

}  // namespace grid::tools
