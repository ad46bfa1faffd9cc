// A higher effort is never worse than a lower one.

#include <doctest/doctest.h>

#include "graphs.hpp"
#include "libgrid/partition/partition.hpp"
#include "tests/unit/trials.hpp"

using grid::Effort;
using grid::Limits;
using grid::PartitionResult;

namespace {

struct Task {
    grid::Graph graph;
    grid::PartitionOptions options;
};

/// A mesh with limits so narrow that some of them can be met and others cannot, or not with little effort.
Task tight_task(std::int32_t round, grid::partition::Random& random) {
    Task task{test::random_mesh(7, 6, 1, 0, random), {}};
    const std::int32_t parts = 3 + random.below(5);
    std::int64_t total = 0;
    for (const std::int64_t weight : task.graph.weight) {
        total += weight;
    }
    const std::int64_t mean = total / parts;
    task.options = test::options_for(parts, {Limits{mean - mean / 100, mean + mean / 100}});
    task.options.seed = static_cast<std::uint64_t>(round);
    return task;
}

PartitionResult divide(Task task, Effort effort) {
    task.options.effort = effort;
    return grid::partition_graph(task.graph, task.options);
}

/// Neither a greater violation nor, with the same, a longer cut.
bool not_worse(const PartitionResult& more, const PartitionResult& less) {
    return more.violation < less.violation - 1e-9 ||
           (more.violation <= less.violation + 1e-9 && more.cut <= less.cut * (1 + 1e-9));
}

}  // namespace

TEST_CASE("more effort goes on where less has ended, and is never worse") {
    grid::partition::Random random(31);
    int missed = 0;
    int better = 0;
    for (int round = 0; round < trials(40); ++round) {
        const Task task = tight_task(round, random);
        const PartitionResult fast = divide(task, Effort::fast);
        const PartitionResult normal = divide(task, Effort::normal);
        CHECK(not_worse(normal, fast));
        missed += fast.feasible ? 0 : 1;
        better += not_worse(fast, normal) ? 0 : 1;
        if (round % 16 == 0) {
            CHECK(not_worse(divide(task, Effort::best), normal));
        }
    }
    CHECK(missed > 0);
    CHECK(better > trials(40) / 2);
}

TEST_CASE("normal finds the shortest division of a lattice with most seeds") {
    Task task{test::lattice(12, 12), test::options_for(9, {Limits{16, 16}})};
    int fast = 0;
    int normal = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        task.options.seed = seed;
        fast += divide(task, Effort::fast).cut == 48 ? 1 : 0;  // nine squares of four by four
        normal += divide(task, Effort::normal).cut == 48 ? 1 : 0;
    }
    CHECK(normal >= 7);
    CHECK(fast < normal);
}

TEST_CASE("where it is asked for, more effort is worse in no respect") {
    grid::partition::Random random(32);
    int shorter = 0;
    for (int round = 0; round < trials(40); ++round) {
        Task task = tight_task(round, random);
        task.options.never_worse = true;
        const PartitionResult fast = divide(task, Effort::fast);
        const PartitionResult normal = divide(task, Effort::normal);
        CHECK(normal.violation <= fast.violation + 1e-9);
        CHECK(normal.worst <= fast.worst + 1e-9);
        CHECK(normal.violating.size() <= fast.violating.size());
        if (fast.feasible) {
            CHECK(normal.cut <= fast.cut);
            shorter += normal.cut < fast.cut ? 1 : 0;
        }
    }
    CHECK(shorter > 0);
}

TEST_CASE("dividing anew with more effort does not miss the limits by more") {
    grid::partition::Random random(33);
    for (int round = 0; round < 20; ++round) {
        Task task = tight_task(round, random);
        grid::PreviousParts before;
        for (std::int32_t v = 0; v < task.graph.vertex_count(); ++v) {
            before.part.push_back(v / 9);
            before.stay.push_back(1 + random.below(9));
        }
        task.options.effort = Effort::fast;
        const double fast = grid::repartition_graph(task.graph, task.options, before).violation;
        task.options.effort = Effort::normal;
        CHECK(grid::repartition_graph(task.graph, task.options, before).violation <= fast + 1e-9);
    }
}
