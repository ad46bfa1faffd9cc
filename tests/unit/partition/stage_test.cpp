// The pieces of the search, each on its own.

#include <doctest/doctest.h>

#include "graphs.hpp"
#include "libgrid/partition/anneal.hpp"
#include "libgrid/partition/bisect.hpp"
#include "libgrid/partition/prepare.hpp"
#include "libgrid/partition/repair.hpp"
#include "libgrid/partition/sweep.hpp"
#include "libgrid/partition/tree.hpp"

using namespace grid::partition;
using grid::Limits;

namespace {

Problem indexed(const grid::Graph& graph, std::int32_t parts) {
    Problem problem = prepare(graph, test::options_for(parts, std::vector<Limits>(graph.criteria, Limits{0, 1000})));
    index_neighbourhoods(problem);
    return problem;
}

std::int32_t parts_in(const grid::Graph& graph, const std::vector<std::int32_t>& part) {
    return test::count_components(graph, part);
}

}  // namespace

TEST_CASE("a vertex may leave its part exactly if a search says so") {
    Random random(3);
    int refused = 0;
    for (int round = 0; round < 60; ++round) {
        const auto graph = test::random_mesh(9, 8, 1, 10, random);
        const std::int32_t pieces = parts_in(graph, std::vector<std::int32_t>(72, 0));
        if (pieces != 1) {
            continue;
        }
        const Problem problem = indexed(graph, 5);
        const std::vector<Limits> limits(5, Limits{0, 1000});
        State state(problem, limits, recursive_bisection(problem, 5, {{0, 1000}}, 2, random));
        for (std::int32_t v = 0; v < 72; ++v) {
            auto without = state.part();
            without[v] = 5;
            const bool expected = state.size(state.part_of(v)) > 1 && parts_in(graph, without) == 6;
            CHECK(state.can_leave(v) == expected);
            refused += expected ? 0 : 1;
        }
    }
    CHECK(refused > 0);
}

TEST_CASE("what moves keep up to date equals a new count") {
    Random random(4);
    const auto graph = test::random_mesh(10, 10, 2, 0, random);
    const Problem problem = indexed(graph, 6);
    const std::vector<Limits> limits(12, Limits{300, 400});
    State state(problem, limits, recursive_bisection(problem, 6, {{300, 400}, {300, 400}}, 2, random));
    for (int i = 0; i < 2000; ++i) {
        const std::int32_t v = state.border()[random.below(static_cast<std::int32_t>(state.border().size()))];
        const auto row = problem.row(v);
        const std::int32_t q = state.part_of(row[random.below(static_cast<std::int32_t>(row.size()))].to);
        if (q == state.part_of(v) || !state.can_leave(v)) {
            continue;
        }
        const Score before = state.score();
        const double violation = state.change_by_leaving(v) + state.change_by_entering(v, q);
        const double cut = state.cut_change(v, q);
        state.move(v, q);
        CHECK(state.score().violation == doctest::Approx(before.violation + violation));
        CHECK(state.score().cut == doctest::Approx(before.cut + cut));
    }
    const State fresh(problem, limits, state.part());
    CHECK(fresh.score().violation == state.score().violation);
    CHECK(fresh.score().cut == doctest::Approx(state.score().cut));
    CHECK(fresh.border().size() == state.border().size());
    CHECK(parts_in(graph, state.part()) == 6);
}

TEST_CASE("annealing never makes a plan worse") {
    Random random(6);
    const auto graph = test::random_mesh(12, 12, 1, 0, random);
    const Problem problem = indexed(graph, 8);
    const std::vector<Limits> limits(8, Limits{380, 420});
    for (int round = 0; round < 20; ++round) {
        State state(problem, limits, recursive_bisection(problem, 8, {{380, 420}}, 1, random));
        const Score before = state.score();
        anneal(state, {500, 2, 0.2, 0.04, 4}, random);
        CHECK(!before.better_than(state.score(), 1e-9));
        CHECK(parts_in(graph, state.part()) == 8);
    }
}

TEST_CASE("a chain carries weight across a part that is full") {
    // Three parts of a path: the first part has one vertex too many, the last one too few.
    const auto graph = test::lattice(12, 1);
    const Problem problem = indexed(graph, 3);
    State state(problem, std::vector<Limits>(3, Limits{4, 4}), {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2});
    repair(state, {3, 5, 10000});
    CHECK(state.violation() == 0);
    CHECK(state.part() == std::vector<std::int32_t>{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2});
}

TEST_CASE("a sweep leaves both sides connected") {
    Random random(8);
    for (int round = 0; round < 50; ++round) {
        auto graph = test::random_mesh(8, 8, 1, 20, random);
        if (round % 2 == 0) {
            graph.x.clear();
            graph.y.clear();
        }
        if (parts_in(graph, std::vector<std::int32_t>(64, 0)) != 1) {
            continue;
        }
        const Problem problem = indexed(graph, 2);
        const std::vector<double> size(64, 1.0);
        const auto side = sweep_split(problem, sweep_order(problem, round, random), size, 0.4);
        CHECK(parts_in(graph, side) == 2);
    }
}

TEST_CASE("a tree split gives exactly as many parts as asked for") {
    Random random(9);
    for (const std::int32_t parts : {1, 2, 5, 30, 59, 60}) {
        const auto graph = test::random_tree(60, random);
        const Problem problem = indexed(graph, parts);
        CHECK(parts_in(graph, tree_split(problem, std::vector<double>(60, 1.0), parts)) == parts);
        CHECK(parts_in(graph, tree_split(problem, std::vector<double>(60, 0.0), parts)) == parts);
    }
}

TEST_CASE("parts are shared out among components without exceeding their vertices") {
    auto graph = test::make_graph(7, {{0, 1}, {2, 3}, {3, 4}, {4, 5}, {5, 6}});
    graph.weight = {500, 500, 1, 1, 1, 1, 1};
    const auto options = test::options_for(5, {{0, 300}});
    const Problem problem = prepare(graph, options);
    CHECK(apportion(problem, components(problem), 5, options.limits) == std::vector<std::int32_t>{2, 3});
}
