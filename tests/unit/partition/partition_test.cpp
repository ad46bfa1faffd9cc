#include "libgrid/partition/partition.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "graphs.hpp"
#include "libgrid/core/error.hpp"

using grid::ConfigError;
using grid::Effort;
using grid::Limits;
using grid::partition_graph;
using test::options_for;

namespace {

/// Divides and checks all that must hold of any result.
grid::PartitionResult divide(const grid::Graph& graph, const grid::PartitionOptions& options) {
    auto result = partition_graph(graph, options);
    const auto counted = test::recount(graph, options, result.part);
    CHECK(counted.every_part_whole);
    CHECK(result.cut == doctest::Approx(counted.cut));
    CHECK(result.violating == counted.violating);
    CHECK(result.feasible == counted.violating.empty());
    return result;
}

}  // namespace

TEST_CASE("a square lattice falls into its four quarters") {
    const auto result = divide(test::lattice(8, 8), options_for(4, {{16, 16}}, Effort::normal));
    CHECK(result.feasible);
    CHECK(result.cut == 16);
}

TEST_CASE("a lattice without coordinates falls into its four quarters") {
    const auto result = divide(test::lattice(8, 8, false), options_for(4, {{16, 16}}, Effort::normal));
    CHECK(result.feasible);
    CHECK(result.cut == 16);
}

TEST_CASE("a path falls into equal pieces") {
    const auto result = divide(test::path(60), options_for(6, {{10, 10}}));
    CHECK(result.feasible);
    CHECK(result.cut == 5);
}

TEST_CASE("a long path is divided without deep recursion") {
    const auto result = divide(test::path(20000), options_for(4, {{4900, 5100}}));
    CHECK(result.feasible);
    CHECK(result.cut == 3);
}

TEST_CASE("every part of a star but one is a leaf") {
    for (const std::int32_t parts : {2, 3, 17, 40}) {
        const auto result = divide(test::star(40), options_for(parts, {{1, 40}}));
        CHECK(result.feasible);
        CHECK(result.cut == parts - 1);
    }
}

TEST_CASE("a large star is divided in reasonable time") {
    const auto result = divide(test::star(3000), options_for(1500, {{1, 3000}}));
    CHECK(result.feasible);
}

TEST_CASE("trees are divided into any number of parts") {
    grid::partition::Random random(5);
    for (const std::int32_t parts : {1, 2, 7, 50, 99, 100}) {
        const auto result = divide(test::random_tree(100, random), options_for(parts, {{0, 100}}));
        CHECK(result.feasible);
        CHECK(result.cut == parts - 1);
    }
}

TEST_CASE("one part holds everything and cuts nothing") {
    const auto result = divide(test::lattice(5, 5), options_for(1, {{25, 25}}));
    CHECK(result.feasible);
    CHECK(result.cut == 0);
}

TEST_CASE("as many parts as vertices are single vertices") {
    const auto result = divide(test::lattice(5, 4), options_for(20, {{1, 1}}));
    CHECK(result.feasible);
    CHECK(result.cut == 31);
}

TEST_CASE("a single vertex is a part") {
    const auto result = divide(test::path(1), options_for(1, {{1, 1}}));
    CHECK(result.feasible);
}

TEST_CASE("parts of vertices without weight are whole all the same") {
    auto graph = test::lattice(10, 10);
    graph.weight.assign(100, 0);
    CHECK(divide(graph, options_for(7, {{0, 0}})).feasible);
    const auto result = divide(graph, options_for(7, {{1, 5}}));
    CHECK(result.violating.size() == 7);
}

TEST_CASE("a vertex heavier than the limit is alone") {
    auto graph = test::lattice(9, 9);
    graph.weight[40] = 100;
    const auto result = divide(graph, options_for(6, {{14, 18}}, Effort::normal));
    REQUIRE(result.violating.size() == 1);
    CHECK(result.violating[0] == result.part[40]);
    CHECK(std::count(result.part.begin(), result.part.end(), result.part[40]) == 1);
}

TEST_CASE("vertices without weight may keep a heavy vertex company") {
    auto graph = test::path(5);
    graph.weight = {0, 100, 0, 5, 5};
    const auto result = divide(graph, options_for(2, {{5, 10}}));
    CHECK(result.violating.size() == 1);
    CHECK(result.part[1] != result.part[3]);
    CHECK(result.part[3] == result.part[4]);
}

TEST_CASE("edges that cost nothing are where it is cut") {
    auto graph = test::lattice(12, 6);
    for (std::int32_t v = 0; v < 72; ++v) {
        for (std::int32_t i = graph.offsets[v]; i < graph.offsets[v + 1]; ++i) {
            const bool river = (v % 12 < 5) != (graph.adjacency[i] % 12 < 5);
            graph.edge_weight[i] = river ? 0 : 1;
        }
    }
    const auto result = divide(graph, options_for(2, {{28, 44}}));
    CHECK(result.feasible);
    CHECK(result.cut == 0);
}

TEST_CASE("a graph whose edges all cost nothing is divided") {
    auto graph = test::lattice(10, 10);
    graph.edge_weight.assign(graph.edge_weight.size(), 0.0);
    const auto result = divide(graph, options_for(5, {{19, 21}}));
    CHECK(result.feasible);
    CHECK(result.cut == 0);
}

TEST_CASE("components get parts in proportion to weight") {
    test::Edges edges;
    for (std::int32_t v = 1; v < 30; ++v) {
        edges.emplace_back(v - 1, v);
    }
    edges.emplace_back(30, 31);
    for (std::int32_t v = 33; v < 50; ++v) {
        edges.emplace_back(v - 1, v);
    }
    const auto graph = test::make_graph(50, edges);
    const auto result = divide(graph, options_for(6, {{8, 12}}));
    CHECK(result.violating.size() == 1);  // the pair 30, 31
    CHECK(result.part[30] == result.part[31]);
    CHECK(result.part[29] == 2);
    CHECK(result.part[49] == 5);
}

TEST_CASE("more components than parts are an error") {
    const auto graph = test::make_graph(4, {{0, 1}});
    CHECK_THROWS_AS((void)partition_graph(graph, options_for(2, {{0, 4}})), ConfigError);
    CHECK(divide(graph, options_for(3, {{0, 4}})).feasible);
}

TEST_CASE("limits that cannot be met give the least violation") {
    // Nine vertices in two parts of exactly four: one is over by one.
    const auto result = divide(test::lattice(3, 3), options_for(2, {{4, 4}}, Effort::normal));
    CHECK(!result.feasible);
    CHECK(result.violating.size() == 1);
}

TEST_CASE("limits at the ends of their type do no harm") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    CHECK(divide(test::lattice(6, 6), options_for(4, {{least, most}})).feasible);
    CHECK(divide(test::lattice(6, 6), options_for(4, {{most, most}})).violating.size() == 4);
    CHECK(divide(test::lattice(6, 6), options_for(4, {{least, least}})).violating.size() == 4);
}

TEST_CASE("bad options are refused") {
    const auto graph = test::lattice(3, 3);
    CHECK_THROWS_AS((void)partition_graph(graph, options_for(0, {{0, 9}})), ConfigError);
    CHECK_THROWS_AS((void)partition_graph(graph, options_for(-1, {{0, 9}})), ConfigError);
    CHECK_THROWS_AS((void)partition_graph(graph, options_for(10, {{0, 9}})), ConfigError);
    CHECK_THROWS_AS((void)partition_graph(graph, options_for(2, {})), ConfigError);
    CHECK_THROWS_AS((void)partition_graph(graph, options_for(2, {{5, 4}})), ConfigError);
    CHECK_THROWS_AS((void)partition_graph(grid::Graph{}, options_for(1, {{0, 1}})), ConfigError);
}

TEST_CASE("malformed graphs are refused") {
    const auto refused = [](auto spoil) {
        auto graph = test::lattice(3, 3);
        spoil(graph);
        CHECK_THROWS_AS((void)partition_graph(graph, options_for(2, {{0, 9}})), ConfigError);
    };
    refused([](grid::Graph& g) { g.adjacency[0] = 9; });
    refused([](grid::Graph& g) { g.adjacency[0] = -1; });
    refused([](grid::Graph& g) { g.adjacency[0] = 0; });
    refused([](grid::Graph& g) { g.adjacency[0] = 8; });
    refused([](grid::Graph& g) { g.edge_weight[0] = 2; });
    refused([](grid::Graph& g) { g.edge_weight[0] = -1; });
    refused([](grid::Graph& g) { g.edge_weight[0] = std::numeric_limits<double>::quiet_NaN(); });
    refused([](grid::Graph& g) { g.edge_weight.pop_back(); });
    refused([](grid::Graph& g) { g.weight[0] = -1; });
    refused([](grid::Graph& g) { g.weight.pop_back(); });
    refused([](grid::Graph& g) { g.weight[0] = g.weight[1] = std::numeric_limits<std::int64_t>::max() / 2; });
    refused([](grid::Graph& g) { g.criteria = 0; });
    refused([](grid::Graph& g) { g.x.pop_back(); });
    refused([](grid::Graph& g) { g.x[0] = std::numeric_limits<double>::infinity(); });
    refused([](grid::Graph& g) { g.offsets[1] = 100; });
    refused([](grid::Graph& g) { g.offsets[0] = 1; });
    refused([](grid::Graph& g) { g.offsets.back() -= 1; });
}

TEST_CASE("parallel edges count together") {
    grid::Graph graph = test::path(3);
    graph.offsets = {0, 2, 5, 6};
    graph.adjacency = {1, 1, 0, 2, 0, 1};
    graph.edge_weight = {1, 2, 2, 1, 1, 1};
    const auto result = divide(graph, options_for(2, {{1, 2}}));
    CHECK(result.cut == 1);
}
