#include "libgrid/core/error.hpp"
#include "libgrid/partition/partition.hpp"
#include "libgrid/partition/random.hpp"

#include "graphs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace {

/// Strips of `width` columns of a lattice that is `columns` wide.
std::vector<std::int32_t> strips(std::int32_t n, std::int32_t columns, std::int32_t width) {
    std::vector<std::int32_t> part;
    for (std::int32_t v = 0; v < n; ++v) {
        part.push_back(v % columns / width);
    }
    return part;
}

grid::PreviousParts before(std::vector<std::int32_t> part, const grid::Graph& graph, double stability = 1) {
    return {std::move(part), graph.weight, stability};
}

grid::PartitionOptions options(std::int32_t parts, grid::Limits limits) {
    return test::options_for(parts, {limits}, grid::Effort::normal);
}

/// Weight of the vertices that are not in the part with which their previous one has most in common.
std::int64_t moved(const grid::Graph& graph, const std::vector<std::int32_t>& old,
                   const std::vector<std::int32_t>& part) {
    std::map<std::int32_t, std::map<std::int32_t, std::int64_t>> common;
    std::int64_t all = 0;
    for (std::size_t v = 0; v < part.size(); ++v) {
        common[old[v]][part[v]] += graph.weight[v];
        all += old[v] >= 0 ? graph.weight[v] : 0;
    }
    for (const auto& [label, parts] : common) {
        std::int64_t most = 0;
        for (const auto& [p, weight] : parts) {
            most = std::max(most, weight);
        }
        all -= label >= 0 ? most : 0;
    }
    return all;
}

}  // namespace

TEST_CASE("a division that keeps the limits stays as it is") {
    const grid::Graph graph = test::lattice(12, 6);
    const auto old = strips(72, 12, 3);
    const auto result = grid::repartition_graph(graph, options(4, {17, 19}), before(old, graph));
    CHECK(result.feasible);
    CHECK(moved(graph, old, result.part) == 0);
    CHECK(result.cost == result.cut);
}

TEST_CASE("of a part that is too heavy no more goes than must") {
    grid::Graph graph = test::lattice(12, 6);
    const auto old = strips(72, 12, 3);
    graph.weight[2] += 6;  // at the border with the second strip
    graph.weight[14] += 6;
    const auto result = grid::repartition_graph(graph, options(4, {16, 26}), before(old, graph));
    CHECK(result.feasible);
    // 30 in the first strip: at least 4 must go, of the second strip, which has 18, none.
    CHECK(moved(graph, old, result.part) >= 4);
    CHECK(moved(graph, old, result.part) <= 7);
}

TEST_CASE("parts too many are joined and parts too few split") {
    const grid::Graph graph = test::lattice(12, 6);
    const auto old = strips(72, 12, 3);
    SUBCASE("three of four") {
        const auto result = grid::repartition_graph(graph, options(3, {18, 36}), before(old, graph));
        CHECK(result.feasible);
        CHECK(moved(graph, old, result.part) == 0);  // two whole strips are one part now
    }
    SUBCASE("five of four") {
        const auto result = grid::repartition_graph(graph, options(5, {9, 18}), before(old, graph));
        CHECK(result.feasible);
        CHECK(moved(graph, old, result.part) == 9);
    }
}

TEST_CASE("pieces of a part that do not touch, and ground in no part, go to neighbours") {
    const grid::Graph graph = test::lattice(12, 6);
    auto old = strips(72, 12, 3);
    old[71] = 0;   // far from the first strip
    old[40] = -1;  // new ground
    const auto result = grid::repartition_graph(graph, options(4, {16, 20}), before(old, graph));
    CHECK(result.feasible);
    CHECK(moved(graph, old, result.part) == 1);
}

TEST_CASE("where nothing was before, the graph is divided as it comes") {
    const grid::Graph graph = test::lattice(12, 6);
    const std::vector<std::int32_t> nothing(72, -1);
    const auto result = grid::repartition_graph(graph, options(4, {17, 19}), before(nothing, graph));
    CHECK(result.feasible);
    CHECK(result.cost == result.cut);
}

TEST_CASE("less stability moves more and cuts less") {
    // Old parts like the teeth of two combs: balanced, but with a long border.
    const grid::Graph graph = test::lattice(12, 8);
    std::vector<std::int32_t> old;
    for (std::int32_t v = 0; v < 96; ++v) {
        const std::int32_t column = v % 12;
        const std::int32_t row = v / 12;
        const bool upper = row == 0 || (row < 7 && column % 2 == 0);
        old.push_back(upper ? 0 : 1);
    }
    const grid::PartitionOptions wide = options(2, {40, 56});
    const auto still = grid::repartition_graph(graph, wide, before(old, graph, 1));
    const auto loose = grid::repartition_graph(graph, wide, before(old, graph, 0.1));
    CHECK(still.feasible);
    CHECK(loose.feasible);
    CHECK(moved(graph, old, still.part) == 0);
    CHECK(moved(graph, old, loose.part) > 0);
    CHECK(loose.cut < still.cut / 2);
}

TEST_CASE("random divisions are repaired, connected and the same every time") {
    grid::partition::Random random(5);
    for (int round = 0; round < 8; ++round) {
        const grid::Graph graph = test::random_mesh(10, 10, 1 + round % 2, 0, random);
        std::vector<std::int32_t> old;
        for (std::int32_t v = 0; v < graph.vertex_count(); ++v) {
            old.push_back(random.below(6) - 1);
        }
        grid::PreviousParts previous{old, {}, 0.25 * (round % 5)};
        previous.stay.assign(old.size(), 1);
        const std::vector<grid::Limits> limits(static_cast<std::size_t>(graph.criteria), {0, 1'000'000'000});
        const grid::PartitionOptions task = test::options_for(5, limits);
        const auto result = grid::repartition_graph(graph, task, previous);
        const auto again = grid::repartition_graph(graph, task, previous);
        CHECK(result.part == again.part);
        CHECK(test::recount(graph, task, result.part).every_part_whole);
    }
}

TEST_CASE("a previous division that does not fit is refused") {
    const grid::Graph graph = test::lattice(3, 3);
    grid::PreviousParts previous{strips(9, 3, 1), graph.weight, 1};
    CHECK_NOTHROW((void)grid::repartition_graph(graph, options(3, {3, 3}), previous));
    previous.stability = 1.5;
    CHECK_THROWS_AS((void)grid::repartition_graph(graph, options(3, {3, 3}), previous), grid::ConfigError);
    previous.stability = 1;
    previous.stay[0] = -1;
    CHECK_THROWS_AS((void)grid::repartition_graph(graph, options(3, {3, 3}), previous), grid::ConfigError);
    previous.stay.pop_back();
    CHECK_THROWS_AS((void)grid::repartition_graph(graph, options(3, {3, 3}), previous), grid::ConfigError);
}
