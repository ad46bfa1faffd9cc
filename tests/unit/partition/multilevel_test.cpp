// Coarse graphs, the division over them, and dividing a few parts anew.

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "graphs.hpp"
#include "libgrid/partition/bisect.hpp"
#include "libgrid/partition/coarsen.hpp"
#include "libgrid/partition/combine.hpp"
#include "libgrid/partition/multilevel.hpp"
#include "libgrid/partition/prepare.hpp"
#include "libgrid/partition/resplit.hpp"
#include "libgrid/partition/unavoidable.hpp"

using namespace grid::partition;
using grid::Limits;

namespace {

Problem indexed(const grid::Graph& graph, std::int32_t parts, const Limits& limits) {
    const std::vector<Limits> each(graph.criteria, limits);
    Problem problem = prepare(graph, test::options_for(parts, each));
    index_neighbourhoods(problem);
    return problem;
}

double cut_of(const Problem& problem, const std::vector<std::int32_t>& part) {
    double cut = 0;
    for (std::int32_t v = 0; v < problem.n; ++v) {
        for (const Edge& edge : problem.row(v)) {
            cut += v < edge.to && part[v] != part[edge.to] ? edge.weight : 0;
        }
    }
    return cut;
}

}  // namespace

TEST_CASE("a coarse graph has the weights of its members and the borders between them") {
    Random random(11);
    const auto graph = test::random_mesh(15, 12, 2, 5, random);
    const Problem problem = indexed(graph, 6, {0, 1000000});
    const Coarse coarse = coarsen(problem, {1000000, 1000000}, random);
    REQUIRE(coarse.coarse_of.size() == static_cast<std::size_t>(problem.n));
    CHECK(coarse.problem.n < problem.n * 7 / 10);
    std::vector<std::int64_t> weight(coarse.problem.weight.size(), 0);
    for (std::int32_t v = 0; v < problem.n; ++v) {
        for (int c = 0; c < 2; ++c) {
            weight[coarse.coarse_of[v] * 2 + c] += problem.weight[v * 2 + c];
        }
    }
    CHECK(weight == coarse.problem.weight);
    // Any division of the coarse graph costs the same on both.
    std::vector<std::int32_t> part(coarse.problem.n);
    for (std::int32_t& p : part) {
        p = random.below(4);
    }
    std::vector<std::int32_t> fine(problem.n);
    for (std::int32_t v = 0; v < problem.n; ++v) {
        fine[v] = part[coarse.coarse_of[v]];
    }
    CHECK(cut_of(coarse.problem, part) == doctest::Approx(cut_of(problem, fine)));
}

TEST_CASE("what is put together is connected, at most a pair, and not heavier than allowed") {
    Random random(12);
    const auto graph = test::random_mesh(15, 12, 1, 0, random);
    const Problem problem = indexed(graph, 6, {0, 1000000});
    const std::int64_t heaviest = 12;
    const Coarse coarse = coarsen(problem, {heaviest}, random);
    std::vector<int> members(coarse.problem.n, 0);
    for (std::int32_t v = 0; v < problem.n; ++v) {
        ++members[coarse.coarse_of[v]];
    }
    CHECK(*std::min_element(members.begin(), members.end()) == 1);
    CHECK(*std::max_element(members.begin(), members.end()) == 2);
    for (std::int32_t i = 0; i < coarse.problem.n; ++i) {
        if (members[i] == 2) {
            CHECK(coarse.problem.weight[i] <= heaviest);
        }
    }
    CHECK(test::count_components(graph, coarse.coarse_of) == coarse.problem.n);
}

TEST_CASE("a division over coarse graphs has the parts asked for, each connected, with less cut than a bisection") {
    Random random(13);
    const auto graph = test::random_mesh(40, 30, 1, 0, random);
    const std::int64_t total = std::accumulate(graph.weight.begin(), graph.weight.end(), std::int64_t{0});
    const std::vector<Limits> limits{{total / 6 * 9 / 10, total / 6 * 11 / 10}};
    const Problem problem = indexed(graph, 6, limits[0]);
    MultilevelOptions options;
    options.explore = {0, 0.7, 0.2, 0.04, 4};
    const auto part = multilevel_division(problem, 6, limits, options, random);
    CHECK(test::count_components(graph, part) == 6);
    CHECK(*std::max_element(part.begin(), part.end()) == 5);
    CHECK(cut_of(problem, part) < 0.9 * cut_of(problem, recursive_bisection(problem, 6, limits, 4, random)));
}

TEST_CASE("a part that misses its limits is divided anew with those around it") {
    // A path in order 0 1 2 ... : the middle two of six parts are lopsided.
    const auto graph = test::path(60);
    const std::vector<Limits> limits{{10, 10}};
    const Problem problem = indexed(graph, 6, limits[0]);
    std::vector<std::int32_t> part(60);
    for (std::int32_t v = 0; v < 60; ++v) {
        part[v] = v / 10;
    }
    for (std::int32_t v = 26; v < 30; ++v) {
        part[v] = 3;
    }
    State state(problem, limits_of_all(limits, 6), part);
    Random random(14);
    const Divide divide = [&](State& piece, bool anew) {
        if (anew) {
            piece.assign(recursive_bisection(piece.problem(), piece.parts(), limits, 2, random));
        }
    };
    resplit(state, limits, 0, {100 * 60, 6}, divide, random);
    CHECK(state.violation() == 0);
    CHECK(test::count_components(graph, state.part()) == 6);
}

TEST_CASE("nothing is divided anew where nothing can be won") {
    const auto graph = test::path(20);
    const std::vector<Limits> limits{{11, 12}};
    const Problem problem = indexed(graph, 2, limits[0]);
    std::vector<std::int32_t> part(20, 0);
    std::fill(part.begin() + 10, part.end(), 1);
    State state(problem, limits_of_all(limits, 2), part);
    CHECK(unavoidable_violation(problem, 2, limits) == doctest::Approx(state.violation()));
    Random random(15);
    int asked = 0;
    resplit(
        state, limits, 0, {1000, 2}, [&](State&, bool) { ++asked; }, random);
    CHECK(asked == 0);
    CHECK(state.part() == part);
}

TEST_CASE("where few of many parts miss their limits, little is divided in vain") {
    // 400 vertices in 100 parts of 4, two of which have moved by one: 5 and 3.
    const auto graph = test::path(400);
    const std::vector<Limits> limits{{4, 4}};
    const Problem problem = indexed(graph, 100, limits[0]);
    std::vector<std::int32_t> part(400);
    for (std::int32_t v = 0; v < 400; ++v) {
        part[v] = v / 4;
    }
    part[200] = 49;
    State state(problem, limits_of_all(limits, 100), part);
    const auto divided_with = [&](const Patience& patience) {
        std::int64_t vertices = 0;
        Random random(16);
        resplit(
            state, limits, 0, patience, [&](State& piece, bool) { vertices += piece.problem().n; }, random);
        return vertices;
    };
    constexpr std::int64_t cluster = 6 * 5;
    CHECK(divided_with({4000, 10}) > 0);
    CHECK(divided_with({4000, 10}) <= 4000 / 5 + cluster);  // 10 times 2 of 100
    CHECK(divided_with({4000, 100}) > 4000 / 2);
    CHECK(divided_with({4000, 100}) <= 4000 + cluster);
}

TEST_CASE("what two divisions keep together is one vertex, and both cost there what they cost") {
    Random random(17);
    const auto graph = test::random_mesh(14, 10, 2, 0, random);
    const Problem problem = indexed(graph, 5, {0, 1000000});
    const std::vector<Limits> limits(2, {0, 1000000});
    const auto one = recursive_bisection(problem, 5, limits, 2, random);
    const auto other = recursive_bisection(problem, 4, limits, 1, random);
    const Coarse coarse = overlay(problem, one, other);
    CHECK(test::count_components(graph, coarse.coarse_of) == coarse.problem.n);
    CHECK(coarse.problem.n >= 5);
    CHECK(coarse.problem.n < problem.n / 3);
    for (const auto& part : {one, other}) {
        const auto coarse_part = lifted(coarse, part);
        CHECK(cut_of(coarse.problem, coarse_part) == doctest::Approx(cut_of(problem, part)));
        CHECK(projected(coarse, coarse_part) == part);
    }
    CHECK(difference(problem, one, one) == 0);
    CHECK(difference(problem, one, other) > 0);
    CHECK(difference(problem, one, other) == difference(problem, other, one));
}

TEST_CASE("polishing keeps parts whole and what is not worse, and ends when its work is done") {
    Random random(18);
    const auto graph = test::random_mesh(20, 20, 1, 0, random);
    const std::vector<Limits> limits{{400, 600}};
    const Problem problem = indexed(graph, 20, limits[0]);
    State state(problem, limits_of_all(limits, 20), recursive_bisection(problem, 20, limits, 1, random));
    const Score before = state.score();
    std::int64_t vertices = 0;
    std::int32_t largest = 0;
    const Divide divide = [&](State& piece, bool anew) {
        vertices += piece.problem().n;
        largest = std::max(largest, piece.parts());
        if (anew) {
            piece.assign(recursive_bisection(piece.problem(), piece.parts(), limits, 1, random));
        } else {
            anneal(piece, {50 * piece.problem().n}, random);
        }
        CHECK(piece.parts() >= 3);
    };
    polish(state, limits, 4000, divide, random);
    CHECK(vertices >= 4000);
    CHECK(vertices < 4000 + problem.n);
    CHECK(largest == 8);
    CHECK(state.score().better_than(before, 0.1 * before.cut));
    CHECK(test::count_components(graph, state.part()) == 20);
}
