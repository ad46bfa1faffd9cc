// Compares the partitioner with METIS on the very graphs that gridify makes of its inputs. Tolerances are gridify's
// --tolerance and --workload-tolerance, for all engines; engines take turns unit by unit, so that a noisy machine
// disturbs them alike.

#include "libgrid/core/error.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/layer/gridding.hpp"
#include "tools/bench_units/engine.hpp"
#include "tools/bench_units/tables.hpp"
#include "tools/common/command.hpp"
#include "tools/common/usage.hpp"
#include "tools/common/version.hpp"
#include "tools/gridify/request_from_options.hpp"

#include <fmt/format.h>
#include <boost/program_options.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace grid::tools {

namespace {

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

/// The problems that gridify solves, in the order of their coordinates; at most `most`, evenly spread over all.
std::vector<Problem> record_problems(GriddingRequest request, const std::vector<double>& tolerances,
                                     std::int64_t most) {
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
    for (std::size_t i = 0; i < problems.size(); ++i) {
        problems[i].unit = i;
        set_limits(problems[i], tolerances);
    }
    const std::size_t kept = std::min(static_cast<std::size_t>(most), problems.size());
    for (std::size_t i = 0; i < kept; ++i) {
        if (const std::size_t from = i * problems.size() / kept; from != i) problems[i] = std::move(problems[from]);
    }
    problems.resize(kept);
    return problems;
}

void refuse_existing(const std::string& path, bool overwrite) {
    if (!path.empty() && !overwrite && std::filesystem::exists(path))
        throw InputError("the file exists", {path, {}, {}, {}}, "overwrite it with -O/--overwrite");
}

class BenchCommand : public Command {
public:
    [[nodiscard]] std::string name() const override { return "bench_units"; }

    /// Own options come before `--`, gridify's after it.
    [[nodiscard]] Request setup(int argc, const char* const* argv) override {
        const char* const* const end = argv + argc;
        const char* const* const border = std::find(argv, end, std::string_view("--"));
        const Request request =
            parse_options(static_cast<int>(border - argv), argv, {own_options(), {}, {}, {}}).request;
        if (request != Request::run) return request;
        if (m_units < 1) throw ConfigError("--units must be 1 or more");
        if (border == end)
            throw ConfigError("there is no gridify command line", {}, "bench_units [options] -- GRIDIFY OPTIONS");
        std::vector<const char*> words{argv[0]};
        words.insert(words.end(), border + 1, end);
        return parse_gridify_options(static_cast<int>(words.size()), words.data(), m_gridify);
    }

    [[nodiscard]] std::string help() const override {
        BenchCommand fresh;
        std::ostringstream text;
        text << "Usage: bench_units [options] -- GRIDIFY OPTIONS\n\n"
                "Solves the partition problems of a run of gridify with METIS and with libgrid, with three seeds each, "
                "and writes the scores to -o as CSV.\n"
                "A part of a large input is quicker with gridify's own --shard.\n\n"
             << fresh.own_options();
        return text.str();
    }

    [[nodiscard]] std::string usage() const override {
        BenchCommand fresh;
        return usage_json(name(), {fresh.own_options(), {}, {}, {}});
    }

    [[nodiscard]] const CommonOptions& common() const override { return m_gridify.common; }

    [[nodiscard]] ExitCode run() override {
        constexpr std::uint64_t seeds = 3;
        const GriddingRequest request = request_from_options(m_gridify);
        for (const std::string& path : {m_gridify.output.path, m_misses})
            refuse_existing(path, m_gridify.output.overwrite);
        std::vector<double> tolerances{request.profile.tolerance};
        if (!m_gridify.workload.empty()) tolerances.push_back(request.profile.workload_tolerance);
        const std::vector<Problem> problems = record_problems(request, tolerances, m_units);
        if (problems.empty()) throw InputError("no unit has more than one grid: there is nothing to divide");
        std::vector<Engine> engines = make_engines(tolerances);
        MissList misses;
        for (const Problem& problem : problems) {
            for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
                for (Engine& engine : engines)
                    misses.add(engine, problem, seed, engine.run(problem, seed));
            }
        }
        const std::string table = score_table(engines, problems.size(), seeds);
        print_to_stdout(fmt::format("{} units with {} grids, {} seeds; counts are of all seeds together\n{}",
                                    problems.size(), engines.front().parts / static_cast<std::int64_t>(seeds), seeds,
                                    table));
        write_text(m_gridify.output.path, table, m_gridify.output.overwrite);
        if (!m_misses.empty()) write_text(m_misses, misses.csv(), m_gridify.output.overwrite);
        return ExitCode::done;
    }

private:
    boost::program_options::options_description own_options() {
        namespace po = boost::program_options;
        po::options_description options("Options", help_width, help_width - 40);
        auto add = options.add_options();
        add("help,h", "show this help");
        add("version,V", "show the version");
        add("units", po::value(&m_units)->value_name("N"), "take N of the problems, evenly spread (default: all)");
        add("misses", po::value(&m_misses)->value_name("FILE"),
            "list the grids that are missing, disconnected, forced or outside the limits (CSV)");
        return options;
    }

    GridifyOptions m_gridify;
    std::int64_t m_units = std::numeric_limits<std::int64_t>::max();
    std::string m_misses;
};

}  // namespace

}  // namespace grid::tools

int main(int argc, char** argv) {
    grid::tools::BenchCommand command;
    return grid::tools::run_main(command, argc, argv, grid::tools::tool_version, &grid::discard_unfinished_output);
}
