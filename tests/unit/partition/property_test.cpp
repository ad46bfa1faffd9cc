#include <doctest/doctest.h>

#include <cmath>

#include "graphs.hpp"
#include "libgrid/partition/random.hpp"
#include "tests/unit/trials.hpp"

TEST_CASE("plans of random meshes are whole, counted right and the same again") {
    grid::partition::Random random(11);
    int feasible = 0;
    for (int round = 0; round < trials(120); ++round) {
        const int criteria = 1 + random.below(2);
        const auto graph = test::random_mesh(2 + random.below(14), 2 + random.below(14), criteria,
                                             random.below(3) == 0 ? 45 : 5, random);
        const std::int32_t n = graph.vertex_count();
        const std::int32_t pieces = test::count_components(graph, std::vector<std::int32_t>(n, 0));
        const std::int32_t parts = std::min(n, pieces + random.below(8));
        grid::PartitionOptions options;
        options.parts = parts;
        options.effort = random.below(4) == 0 ? grid::Effort::normal : grid::Effort::fast;
        options.seed = random.next();
        for (int c = 0; c < criteria; ++c) {
            double total = 0;
            for (std::int32_t v = 0; v < n; ++v) {
                total += static_cast<double>(graph.weight[static_cast<std::size_t>(v) * criteria + c]);
            }
            options.limits.push_back({static_cast<std::int64_t>(std::floor(total / parts * 0.9)),
                                      static_cast<std::int64_t>(std::ceil(total / parts * 1.1))});
        }
        CAPTURE(round);
        const auto result = grid::partition_graph(graph, options);
        const auto counted = test::recount(graph, options, result.part);
        CHECK(counted.every_part_whole);
        CHECK(result.cut == doctest::Approx(counted.cut));
        CHECK(result.violating == counted.violating);
        CHECK(result.feasible == counted.violating.empty());
        CHECK(grid::partition_graph(graph, options).part == result.part);
        feasible += result.feasible ? 1 : 0;
    }
    CHECK(feasible > trials(120) / 6);
}
