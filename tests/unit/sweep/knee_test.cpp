#include "libgrid/sweep/sweep.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace {

using grid::Sweep;
using grid::SweepGoal;

/// A sweep of grids, whose mean deviation is the second number.
Sweep sweep_of(const std::vector<std::pair<double, double>>& curve) {
    Sweep sweep;
    sweep.goal = SweepGoal::grids;
    for (const auto& [grids, deviation] : curve) {
        grid::SweepPoint point;
        point.value = fmt::format("{}", grids);
        point.grids = grids;
        point.mean_dev = deviation;
        sweep.points.push_back(std::move(point));
    }
    grid::find_knee(sweep);
    return sweep;
}

}  // namespace

TEST_CASE("The knee is the point farthest below the line between the ends") {
    CHECK(sweep_of({{1, 0}, {2, 0}, {3, 0}, {4, 1}}).knee == 2);
    CHECK(sweep_of({{1, 1}, {2, 0.1}, {3, 0.05}, {4, 0}}).knee == 1);
    CHECK(sweep_of({{4, 9}, {3, 1}, {2, 1}, {1, 1}}).knee == 1);  // values may come in any order
}

TEST_CASE("There is no knee where a curve does not bend upwards") {
    CHECK_FALSE(sweep_of({{1, 1}, {2, 2}, {3, 3}, {4, 4}}).knee);
    CHECK_FALSE(sweep_of({{1, 0}, {2, 3}, {3, 4}, {4, 4.2}}).knee);
    CHECK_FALSE(sweep_of({{1, 5}, {2, 5}, {3, 5}}).knee);
    CHECK_FALSE(sweep_of({{1, 0}, {2, 0.9}, {3, 2}, {4, 4}}).knee);  // hardly
}

TEST_CASE("There is no knee of fewer than three points, those of one number of grids being one") {
    CHECK_FALSE(sweep_of({}).knee);
    CHECK_FALSE(sweep_of({{1, 0}, {2, 1}}).knee);
    CHECK_FALSE(sweep_of({{1, 0}, {1, 0.2}, {2, 1}}).knee);
    CHECK(sweep_of({{1, 0}, {2, 0.5}, {2, 0}, {3, 1}}).knee == std::nullopt);
    CHECK(sweep_of({{1, 0}, {2, 0.5}, {2, 0}, {3, 0}, {4, 1}}).knee == 3);
}
