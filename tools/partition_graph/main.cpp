// partition_graph: divides a METIS graph file through the public API of libgrid, for benches and for comparison with
// other partitioners. The summary goes to standard error, the parts to the output.

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/partition/effort_name.hpp"
#include "libgrid/partition/partition.hpp"
#include "metis_file.hpp"

namespace {

namespace po = boost::program_options;

struct Arguments {
    std::string graph;
    std::string coordinates;
    std::string output;
    std::int32_t parts = 0;
    std::vector<std::int64_t> lower;
    std::vector<std::int64_t> upper;
    std::vector<double> tolerance;
    std::string effort = "normal";
    std::uint64_t seed = 1;
    int repeat = 1;
};

po::options_description visible_options(Arguments& arguments) {
    po::options_description options("Options");
    auto add = options.add_options();
    add("help,h", "show this help");
    add("lower", po::value(&arguments.lower)->composing(), "least weight of a part; repeat for each criterion");
    add("upper", po::value(&arguments.upper)->composing(), "greatest weight of a part; repeat for each criterion");
    add("tolerance", po::value(&arguments.tolerance)->composing(),
        "greatest deviation from total/K, up and down, in place of --lower and --upper (0.05 is 5 %); repeat for each "
        "criterion, the last one serves the rest");
    add("effort", po::value(&arguments.effort)->default_value(arguments.effort), "fast, normal or best");
    add("seed", po::value(&arguments.seed)->default_value(arguments.seed), "seed of the random numbers");
    add("xy", po::value(&arguments.coordinates), "file of coordinates, one line \"x y\" per vertex");
    add("repeat", po::value(&arguments.repeat)->default_value(arguments.repeat),
        "run so often and report the mean time");
    add("output,o", po::value(&arguments.output), "file of parts, one number per line; - is standard output");
    return options;
}

std::vector<grid::Limits> limits_of(const Arguments& arguments, const grid::Graph& graph) {
    const auto criteria = static_cast<std::size_t>(graph.criteria);
    const bool given = arguments.lower.size() == criteria && arguments.upper.size() == criteria;
    const bool none = arguments.lower.empty() && arguments.upper.empty();
    if (arguments.tolerance.empty() ? !given : !none) {
        throw grid::ConfigError("give --lower and --upper for each criterion, or --tolerance");
    }
    std::vector<grid::Limits> limits;
    for (std::size_t c = 0; c < criteria; ++c) {
        if (given) {
            limits.push_back({arguments.lower[c], arguments.upper[c]});
            continue;
        }
        double total = 0;
        for (std::size_t i = c; i < graph.weight.size(); i += criteria) {
            total += static_cast<double>(graph.weight[i]);
        }
        const double mean = total / arguments.parts;
        const double tolerance = arguments.tolerance[std::min(c, arguments.tolerance.size() - 1)];
        if (!(tolerance >= 0) || tolerance > 1e6) {
            throw grid::ConfigError(fmt::format("--tolerance {} is not a share", tolerance));
        }
        limits.push_back({static_cast<std::int64_t>(std::ceil(mean * (1 - tolerance))),
                          static_cast<std::int64_t>(std::floor(mean * (1 + tolerance)))});
    }
    return limits;
}

/// Deviations from the mean, over parts and criteria, ascending.
std::vector<double> deviations(const grid::Graph& graph, const std::vector<std::int32_t>& part, std::int32_t parts) {
    const auto criteria = static_cast<std::size_t>(graph.criteria);
    std::vector<double> load(criteria * parts, 0.0);
    std::vector<double> total(criteria, 0.0);
    for (std::size_t i = 0; i < graph.weight.size(); ++i) {
        load[static_cast<std::size_t>(part[i / criteria]) * criteria + i % criteria] +=
            static_cast<double>(graph.weight[i]);
        total[i % criteria] += static_cast<double>(graph.weight[i]);
    }
    for (std::size_t i = 0; i < load.size(); ++i) {
        const double mean = total[i % criteria] / parts;
        load[i] = mean > 0 ? std::abs(load[i] / mean - 1) : 0;
    }
    std::sort(load.begin(), load.end());
    return load;
}

int run(const Arguments& arguments) {
    grid::Graph graph = read_metis_graph(arguments.graph);
    if (!arguments.coordinates.empty()) {
        read_coordinates(arguments.coordinates, graph);
    }
    if (arguments.parts < 1) {
        throw grid::ConfigError(fmt::format("K must be at least 1, not {}", arguments.parts));
    }
    grid::PartitionOptions options;
    options.parts = arguments.parts;
    options.limits = limits_of(arguments, graph);
    options.effort = grid::effort_of_name(arguments.effort);
    options.seed = arguments.seed;

    grid::PartitionResult result;
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < std::max(1, arguments.repeat); ++i) {
        result = grid::partition_graph(graph, options);
    }
    const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - begin;

    if (!arguments.output.empty()) {
        write_parts(arguments.output, result.part);
    }
    const auto dev = deviations(graph, result.part, arguments.parts);
    fmt::print(stderr, "cut {:.3f} worst {:.4f} p95 {:.4f} violating {} of {} ms {:.2f}\n", result.cut, dev.back(),
               dev[(dev.size() * 95 + 99) / 100 - 1], result.violating.size(), arguments.parts,
               elapsed.count() / std::max(1, arguments.repeat));
    return result.feasible ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    const po::options_description visible = visible_options(arguments);
    po::options_description all;
    all.add(visible).add_options()("graph", po::value(&arguments.graph)->required())(
        "parts", po::value(&arguments.parts)->required());
    po::positional_options_description positional;
    positional.add("graph", 1).add("parts", 1);
    try {
        namespace style = po::command_line_style;
        po::variables_map values;
        po::store(po::command_line_parser(argc, argv)
                      .options(all)
                      .positional(positional)
                      .style(style::unix_style & ~style::allow_guessing)
                      .run(),
                  values);
        if (values.count("help") != 0) {
            fmt::print(
                "Usage: partition_graph FILE.graph K [options]\n\n"
                "Divides a graph in METIS format into K connected parts within limits, with a small cut.\n\n");
            std::cout << visible << std::flush;
            return 0;
        }
        po::notify(values);
        return run(arguments);
    } catch (const po::error& error) {
        fmt::print(stderr, "partition_graph: {}\n", error.what());
        return 2;
    } catch (const grid::ConfigError& error) {
        fmt::print(stderr, "partition_graph: {}\n", error.what());
        return 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "partition_graph: {}\n", error.what());
        return 3;
    }
}
