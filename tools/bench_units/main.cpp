// Compares the partitioner with METIS on the very graphs that gridify makes of its inputs. Takes gridify's command
// line; the table goes to the output (-o FILE.csv) and to standard output. Tolerances are --tolerance and
// --workload-tolerance, for all engines; engines take turns unit by unit, so that a noisy machine disturbs them alike.

#include "libgrid/io/write.hpp"
#include "libgrid/layer/gridding.hpp"
#include "tools/bench_units/evaluate.hpp"
#include "tools/bench_units/metis_engine.hpp"
#include "tools/common/command.hpp"
#include "tools/common/version.hpp"
#include "tools/gridify/request_from_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

namespace grid::tools {

namespace {

struct Engine {
    std::string name;
    std::function<std::vector<std::int32_t>(const Problem&, std::uint64_t, double&)> solve;
    Score score;
};

Engine metis(const std::string& name, const MetisSetting& setting) {
    return {name,
            [setting](const Problem& problem, std::uint64_t seed, double& seconds) {
                return metis_partition(problem, setting, seed, seconds);
            },
            {}};
}

Engine ours(const std::string& name, Effort effort) {
    return {name,
            [effort](const Problem& problem, std::uint64_t seed, double& seconds) {
                PartitionOptions options = problem.options;
                options.effort = effort;
                options.seed = seed;
                const auto start = std::chrono::steady_clock::now();
                PartitionResult result = partition_graph(problem.graph, options);
                seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
                return std::move(result.part);
            },
            {}};
}

/// Limits on both sides of the mean.
void set_limits(Problem& problem, const std::vector<double>& tolerances) {
    const auto criteria = static_cast<std::size_t>(problem.graph.criteria);
    for (std::size_t c = 0; c < criteria; ++c) {
        double total = 0;
        for (std::size_t i = c; i < problem.graph.weight.size(); i += criteria)
            total += static_cast<double>(problem.graph.weight[i]);
        const double mean = total / problem.options.parts;
        problem.options.limits[c] = {static_cast<std::int64_t>(std::ceil(mean * (1 - tolerances[c]))),
                                     static_cast<std::int64_t>(std::floor(mean * (1 + tolerances[c])))};
    }
}

std::vector<Problem> record_problems(GriddingRequest request, const std::vector<double>& tolerances) {
    std::vector<Problem> problems;
    std::mutex mutex;
    request.effort = Effort::fast;
    request.on_problem = [&](const Graph& graph, const PartitionOptions& options) {
        const std::lock_guard lock(mutex);
        problems.push_back({graph, options});
    };
    (void)run_gridding(request, false);
    std::sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.graph.x, a.graph.y) < std::tie(b.graph.x, b.graph.y);
    });
    for (Problem& problem : problems)
        set_limits(problem, tolerances);
    return problems;
}

class BenchCommand : public Command {
public:
    [[nodiscard]] std::string name() const override { return "bench_units"; }
    [[nodiscard]] Request setup(int argc, const char* const* argv) override {
        return parse_gridify_options(argc, argv, m_options);
    }
    [[nodiscard]] std::string help() const override { return gridify_help(); }

    [[nodiscard]] ExitCode run() override {
        const GriddingRequest request = request_from_options(m_options);
        const std::vector<double> tolerances{request.profile.tolerance, request.profile.workload_tolerance};
        const std::vector<Problem> problems = record_problems(request, tolerances);
        std::vector<int> per_thousand;
        for (std::size_t c = 0; c < (m_options.workload.empty() ? 1U : 2U); ++c) {
            per_thousand.push_back(static_cast<int>(std::lround(tolerances[c] * 1000)));
        }
        std::vector<Engine> engines{metis("METIS contig", {1, 10, per_thousand}),
                                    metis("METIS contig, ncuts 8, niter 20", {8, 20, per_thousand}),
                                    ours("libgrid fast", Effort::fast), ours("libgrid normal", Effort::normal)};
        constexpr std::uint64_t seeds = 3;
        for (const Problem& problem : problems) {
            for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
                for (Engine& engine : engines) {
                    double seconds = 0;
                    const std::vector<std::int32_t> part = engine.solve(problem, seed, seconds);
                    Score score = evaluate(problem, part);
                    score.seconds = seconds;
                    engine.score.add(score);
                }
            }
        }
        std::string table =
            "engine,ms_per_unit,border_km,border_to_first,missing,disconnected,forced,outside,within_percent\n";
        for (const Engine& engine : engines) {
            const Score& s = engine.score;
            table += fmt::format("\"{}\",{:.3f},{:.1f},{:.4f},{},{},{},{},{:.3f}\n", engine.name,
                                 1000 * s.seconds / static_cast<double>(problems.size() * seeds), s.cut / 1000 / seeds,
                                 s.cut / engines.front().score.cut, s.missing, s.disconnected, s.forced, s.outside,
                                 100 * (1 - static_cast<double>(s.forced + s.outside) / static_cast<double>(s.parts)));
        }
        fmt::print("{} units with {} grids, {} seeds; counts are of all seeds together\n{}", problems.size(),
                   engines.front().score.parts / static_cast<std::int64_t>(seeds), seeds, table);
        write_text(m_options.output, table, m_options.overwrite);
        return ExitCode::done;
    }

private:
    GridifyOptions m_options;
};

}  // namespace

}  // namespace grid::tools

int main(int argc, char** argv) {
    grid::tools::BenchCommand command;
    return grid::tools::run_main(command, argc, argv, grid::tools::tool_version, &grid::discard_unfinished_output);
}
