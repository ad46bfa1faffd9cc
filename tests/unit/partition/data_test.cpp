// Districting instances with proven optima, from the folder GRID_TEST_DATA (default: ../shared/data beside the
// sources).

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "graphs.hpp"

namespace {

struct Instance {
    const char* name;
    std::int32_t parts;
    grid::Limits limits;
    int optimum;
};

std::string data_folder() {
    const char* given = std::getenv("GRID_TEST_DATA");
    return given != nullptr ? given : GRID_SOURCE_DIR "/../shared/data";
}

/// Reads a METIS graph with one vertex weight and no edge weights, and its coordinates.
bool read_instance(const std::string& name, grid::Graph& graph) {
    std::ifstream file(data_folder() + "/optima/" + name + ".graph");
    std::ifstream coordinates(data_folder() + "/optima/" + name + ".xy");
    std::string line;
    if (!coordinates || !std::getline(file, line)) {
        return false;
    }
    graph.offsets.push_back(0);
    while (std::getline(file, line)) {
        std::istringstream numbers(line);
        std::int64_t weight = 0;
        numbers >> weight;
        graph.weight.push_back(weight);
        for (std::int32_t u = 0; numbers >> u;) {
            graph.adjacency.push_back(u - 1);
        }
        graph.offsets.push_back(static_cast<std::int32_t>(graph.adjacency.size()));
        double x = 0;
        double y = 0;
        coordinates >> x >> y;
        graph.x.push_back(x);
        graph.y.push_back(y);
    }
    graph.edge_weight.assign(graph.adjacency.size(), 1.0);
    return true;
}

}  // namespace

TEST_CASE("districting instances get feasible plans near the proven optimum") {
    // The sizes and limits are those of the published instances; the smaller ones are enough here.
    const Instance instances[] = {{"ME", 2, {660860, 667501}, 16},
                                  {"NM", 3, {682962, 689824}, 17},
                                  {"ID", 2, {779873, 787709}, 10},
                                  {"WV", 3, {614577, 620752}, 23}};
    for (const Instance& instance : instances) {
        grid::Graph graph;
        if (!read_instance(instance.name, graph)) {
            fmt::print("skipped: no districting instances in {}\n", data_folder());
            return;
        }
        CAPTURE(instance.name);
        auto options = test::options_for(instance.parts, {instance.limits}, grid::Effort::normal);
        auto result = grid::partition_graph(graph, options);
        auto counted = test::recount(graph, options, result.part);
        CHECK(counted.every_part_whole);
        CHECK(result.cut == counted.cut);
        CHECK(result.violating == counted.violating);

#ifndef __SANITIZE_ADDRESS__
        options.effort = grid::Effort::best;
        result = grid::partition_graph(graph, options);
        counted = test::recount(graph, options, result.part);
        CHECK(counted.every_part_whole);
        CHECK(counted.violating.empty());
        CHECK(counted.cut == instance.optimum);
#endif
    }
}
