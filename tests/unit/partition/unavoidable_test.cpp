#include "libgrid/partition/unavoidable.hpp"

#include <doctest/doctest.h>

#include "graphs.hpp"
#include "libgrid/partition/prepare.hpp"

using grid::Limits;
using grid::partition::parts_to_help;
using grid::partition::unavoidable_violation;

namespace {

/// Of a path with these weights, in units of the weights.
double unavoidable(const std::vector<std::int64_t>& weights, std::int32_t parts, const Limits& limits) {
    grid::Graph graph = test::path(static_cast<std::int32_t>(weights.size()));
    graph.weight = weights;
    const auto problem = grid::partition::prepare(graph, test::options_for(parts, {limits}));
    return unavoidable_violation(problem, parts, {limits}) / problem.scale[0];
}

}  // namespace

TEST_CASE("limits around the mean can be met as far as the bound knows") {
    CHECK(unavoidable(std::vector<std::int64_t>(12, 5), 3, {18, 22}) == doctest::Approx(0));
    CHECK(unavoidable({1, 2, 3, 4, 5, 6}, 3, {7, 7}) == doctest::Approx(0));
}

TEST_CASE("a total that is too large or too small for the parts cannot be helped") {
    CHECK(unavoidable(std::vector<std::int64_t>(12, 5), 3, {18, 19}) == doctest::Approx(3));
    CHECK(unavoidable(std::vector<std::int64_t>(12, 5), 3, {22, 29}) == doctest::Approx(6));
}

TEST_CASE("weights come in whole steps, so that limits around the mean may be out of reach") {
    // Ten in three parts: 3, 3 and 4, of which 4 is too many by 600.
    CHECK(unavoidable(std::vector<std::int64_t>(10, 1000), 3, {2900, 3400}) == doctest::Approx(600));
    // No multiple of 1,000 is within the limits: 100 is missed at one end or 300 at the other.
    CHECK(unavoidable(std::vector<std::int64_t>(6, 1000), 3, {2100, 2700}) == doctest::Approx(300));
    CHECK(unavoidable(std::vector<std::int64_t>(9, 1000), 3, {2100, 2700}) == doctest::Approx(900));
}

TEST_CASE("a heavy vertex fills a part, and the others have to do with what is left") {
    CHECK(unavoidable({10, 1, 1, 1}, 2, {5, 6}) == doctest::Approx(4 + 2));
    CHECK(unavoidable({10, 3, 3, 3}, 2, {5, 6}) == doctest::Approx(4 + 3));
    CHECK(unavoidable({10, 10, 1}, 2, {5, 6}) == doctest::Approx(8 + 1));
    CHECK(unavoidable({10, 10, 10}, 2, {5, 6}) == doctest::Approx(30 - 12));
}

TEST_CASE("a part that misses its limits only by what one vertex has too much is not to be helped") {
    grid::Graph graph = test::path(6);
    graph.weight = {10, 1, 4, 1, 1, 9};
    const std::vector<Limits> limits{{5, 6}};
    auto problem = grid::partition::prepare(graph, test::options_for(3, limits));
    grid::partition::index_neighbourhoods(problem);
    const auto to_help = [&](std::vector<std::int32_t> part) {
        return parts_to_help({problem, std::vector<Limits>(3, limits[0]), std::move(part)});
    };
    CHECK(to_help({0, 1, 1, 1, 2, 2}) == std::vector<std::int32_t>{2});  // 10; 6; 1 + 9 could be 9
    CHECK(to_help({0, 0, 1, 1, 1, 2}) == std::vector<std::int32_t>{0});  // 10 + 1 could be 10; 6; 9
    CHECK(to_help({0, 1, 1, 1, 1, 2}) == std::vector<std::int32_t>{1});  // 7 is one too many
    CHECK(to_help({0, 1, 1, 2, 2, 2}) == std::vector<std::int32_t>{2});  // 10; 5; 11
}

TEST_CASE("no division of a random mesh misses its limits by less than the bound") {
    grid::partition::Random random(21);
    int reached = 0;
    for (int round = 0; round < 40; ++round) {
        const auto graph = test::random_mesh(6, 5, 1 + round % 2, 0, random);
        const std::int32_t parts = 2 + random.below(6);
        std::vector<Limits> limits;
        for (int c = 0; c < graph.criteria; ++c) {
            std::int64_t total = 0;
            for (std::size_t i = c; i < graph.weight.size(); i += graph.criteria) {
                total += graph.weight[i];
            }
            limits.push_back({total / parts - random.below(3), total / parts + random.below(3)});
        }
        const auto problem = grid::partition::prepare(graph, test::options_for(parts, limits));
        const auto result = grid::partition_graph(graph, test::options_for(parts, limits));
        double missed = 0;
        for (int c = 0; c < graph.criteria; ++c) {
            std::vector<std::int64_t> load(parts, 0);
            for (std::int32_t v = 0; v < problem.n; ++v) {
                load[result.part[v]] += graph.weight[v * graph.criteria + c];
            }
            for (const std::int64_t l : load) {
                const std::int64_t off = std::max<std::int64_t>({0, limits[c].lower - l, l - limits[c].upper});
                missed += problem.scale[c] * static_cast<double>(off);
            }
        }
        const double bound = unavoidable_violation(problem, parts, limits);
        CHECK(bound <= missed * (1 + 1e-9) + 1e-9);
        reached += missed > 0 && bound >= missed * (1 - 1e-9) ? 1 : 0;
    }
    CHECK(reached > 0);
}
