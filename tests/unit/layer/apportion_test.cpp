#include "libgrid/layer/apportion.hpp"

#include "libgrid/core/error.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace {

using grid::Count;
using grid::count_scale;
using grid::CountFit;
using grid::GridSize;
using grid::Share;
using Counts = std::vector<std::int32_t>;

grid::GridCount count_of(Count households, std::int32_t cells = 1000) {
    return grid::grid_count(households * count_scale, GridSize{}, cells);
}

double square_sum(const std::vector<Share>& shares, const Counts& counts) {
    double sum = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const auto households = static_cast<double>(shares[i].households);
        sum += households * households / counts[i];
    }
    return sum;
}

/// Calls `visit` for every distribution of `total`.
void every_distribution(const std::vector<Share>& shares, std::int64_t total, Counts& counts,
                        const std::function<void()>& visit) {
    if (counts.size() == shares.size()) {
        if (total == 0) visit();
        return;
    }
    const Share& share = shares[counts.size()];
    for (std::int32_t count = share.least; count <= share.most && count <= total; ++count) {
        counts.push_back(count);
        every_distribution(shares, total - count, counts, visit);
        counts.pop_back();
    }
}

}  // namespace

TEST_CASE("the number of grids keeps the limits and is nearest to the target") {
    for (Count households = 300; households <= 5000; ++households) {
        CAPTURE(households);
        const grid::GridCount result = count_of(households);
        double best = 1e9;
        bool any = false;
        for (Count count = 1; count <= 20; ++count) {
            if (count * 300 > households || count * 500 < households) continue;
            any = true;
            best = std::min(best, std::abs(static_cast<double>(households) / 400 - static_cast<double>(count)));
        }
        REQUIRE((result.fit == CountFit::fits) == any);
        if (any) CHECK(std::abs(static_cast<double>(households) / 400 - result.count) == best);
    }
}

TEST_CASE("totals that no count fits get the least bad one and are marked") {
    CHECK(count_of(0).fit == CountFit::no_households);
    CHECK(count_of(0).count == 1);
    CHECK(count_of(299).fit == CountFit::too_few);
    CHECK(count_of(299).count == 1);
    CHECK(count_of(501).fit == CountFit::no_count);
    CHECK(count_of(501).count == 1);
    CHECK(count_of(547).count == 1);  // 547 / 500 = 1.094, 600 / 547 = 1.097
    CHECK(count_of(548).count == 2);
    CHECK(count_of(599).count == 2);
    CHECK(count_of(599).fit == CountFit::no_count);
    CHECK(count_of(600).fit == CountFit::fits);
    CHECK(count_of(1000).count == 3);  // 2.5: grids of 333 are nearer to 400 than grids of 500
}

TEST_CASE("there are never more grids than cells") {
    CHECK(count_of(1000, 2).count == 2);
    CHECK(count_of(1000, 2).fit == CountFit::fits);
    CHECK(count_of(1000, 1).count == 1);
    CHECK(count_of(1000, 1).fit == CountFit::not_enough_cells);
    CHECK(count_of(599, 1).fit == CountFit::not_enough_cells);
}

TEST_CASE("huge and fractional counts do not overflow") {
    const Count huge = 1'000'000'000'000 * count_scale;
    CHECK(grid::grid_count(huge, GridSize{}, 1'000'000).fit == CountFit::not_enough_cells);
    CHECK(grid::grid_count(huge, GridSize{huge, huge, huge}, 10).count == 1);
    CHECK(grid::grid_count(9'000'000'000'000'000'000, GridSize{huge, 0, huge}, 2'000'000'000).count == 9000);
    CHECK(grid::grid_count(500'001, GridSize{}, 10).fit == CountFit::no_count);
    CHECK_THROWS_AS((void)grid::grid_count(-1, GridSize{}, 1), grid::ConfigError);
    CHECK_THROWS_AS((void)grid::grid_count(1, GridSize{400, 500, 300}, 1), grid::ConfigError);
    const std::vector<Share> shares = {{9'000'000'000'000'000'000, 1, 2'000'000'000},
                                       {9'000'000'000'000'000'000, 1'000'000'000, 2'000'000'000}};
    CHECK(grid::apportion(shares, 1'000'000'010) == Counts{10, 1'000'000'000});
}

TEST_CASE("the distribution has the least squared deviation of all") {
    const std::vector<std::vector<Count>> cases = {{7, 3, 1}, {100, 100, 1}, {13, 0, 5, 9}, {1000, 1, 1, 1}, {5, 5, 5}};
    for (const std::vector<Count>& households : cases) {
        for (std::int64_t total = static_cast<std::int64_t>(households.size()); total <= 12; ++total) {
            std::vector<Share> shares;
            for (const Count h : households)
                shares.push_back({h, 1, h == 13 ? 3 : 10});
            const Counts counts = grid::apportion(shares, total);
            REQUIRE(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}) == total);
            double best = 1e300;
            Counts trial;
            every_distribution(shares, total, trial, [&] { best = std::min(best, square_sum(shares, trial)); });
            CHECK(square_sum(shares, counts) == doctest::Approx(best).epsilon(1e-12));
        }
    }
}

TEST_CASE("a greater total never takes a grid away") {
    const std::vector<Share> shares = {{70, 1, 50}, {31, 1, 50}, {12, 1, 50}, {0, 1, 50}};
    Counts before = grid::apportion(shares, 4);
    for (std::int64_t total = 5; total <= 60; ++total) {
        const Counts counts = grid::apportion(shares, total);
        for (std::size_t i = 0; i < counts.size(); ++i)
            CHECK(counts[i] >= before[i]);
        before = counts;
    }
}

TEST_CASE("equal claims go to the first, and units without households share what is left") {
    CHECK(grid::apportion(std::vector<Share>{{5, 1, 9}, {5, 1, 9}}, 3) == Counts{2, 1});
    CHECK(grid::apportion(std::vector<Share>{{0, 1, 9}, {0, 1, 9}}, 5) == Counts{3, 2});
}

TEST_CASE("a total that cannot be distributed is refused") {
    const std::vector<Share> shares = {{5, 1, 2}, {5, 1, 2}};
    CHECK_THROWS_AS((void)grid::apportion(shares, 1), grid::ConfigError);
    CHECK_THROWS_AS((void)grid::apportion(shares, 5), grid::ConfigError);
    CHECK_THROWS_AS((void)grid::apportion(std::vector<Share>{{5, 0, 2}}, 1), grid::ConfigError);
}
