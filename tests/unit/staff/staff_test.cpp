#include "libgrid/staff/staff.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

namespace {

using grid::Posts;
using grid::StaffRules;
using Shares = std::vector<std::int64_t>;

double highest(const std::vector<double>& hours, const Shares& shares) {
    double most = 0;
    for (std::size_t g = 0; g < hours.size(); ++g)
        most = std::max(most, hours[g] / static_cast<double>(shares[g]));
    return most;
}

/// Sum of the squared differences from the exact shares.
double unevenness(const std::vector<double>& hours, const Shares& shares) {
    const double all = std::accumulate(hours.begin(), hours.end(), 0.0);
    const auto workers = static_cast<double>(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}));
    double sum = 0;
    for (std::size_t g = 0; g < hours.size(); ++g)
        sum += std::pow(static_cast<double>(shares[g]) - workers * hours[g] / all, 2);
    return sum;
}

/// Calls visit(shares) for all ways to share workers among grids, one each at least.
void for_each_way(std::size_t grids, std::int64_t workers, const std::function<void(const Shares&)>& visit) {
    Shares shares;
    const std::function<void(std::int64_t)> extend = [&](std::int64_t left) {
        const auto others = static_cast<std::int64_t>(grids - shares.size()) - 1;
        if (others == 0) {
            shares.push_back(left);
            visit(shares);
            shares.pop_back();
            return;
        }
        for (std::int64_t here = 1; here <= left - others; ++here) {
            shares.push_back(here);
            extend(left - here);
            shares.pop_back();
        }
    };
    extend(workers);
}

}  // namespace

TEST_CASE("No way to share workers has a lower highest load, nor one as low that is nearer to the proportions") {
    std::mt19937 engine(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same trials in every run
    for (int trial = 0; trial < 400; ++trial) {
        const std::size_t grids = 1 + engine() % 5;
        const auto workers = static_cast<std::int64_t>(grids + engine() % 8);
        std::vector<double> hours;
        for (std::size_t g = 0; g < grids; ++g)
            hours.push_back(trial % 3 == 0 ? 10 * static_cast<double>(1 + engine() % 3)
                                           : static_cast<double>(1 + engine() % 10'000) / 7);
        const Shares shares = grid::share_workers(hours, workers);
        REQUIRE(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) == workers);
        REQUIRE(std::ranges::min(shares) >= 1);
        const double least = highest(hours, shares);
        const double nearest = unevenness(hours, shares);
        for_each_way(grids, workers, [&](const Shares& other) {
            const double most = highest(hours, other);
            CHECK(most >= least * (1 - 1e-12));
            if (most <= least * (1 + 1e-12)) CHECK(unevenness(hours, other) >= nearest - 1e-9);
        });
    }
}

TEST_CASE("Grids without hours get one worker each, and all the others go where the work is") {
    CHECK(grid::share_workers(std::vector<double>{0, 100, 0}, 6) == Shares{1, 4, 1});
    CHECK(grid::share_workers(std::vector<double>{0, 0}, 3) == Shares{2, 1});
    CHECK(grid::share_workers(std::vector<double>{}, 0).empty());
}

TEST_CASE("A thousand million workers are shared as quickly as few") {
    const Shares shares = grid::share_workers(std::vector<double>{1, 2, 0, 4.5}, 1'000'000'000);
    CHECK(std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) == 1'000'000'000);
    CHECK(std::abs(static_cast<double>(shares[3]) / static_cast<double>(shares[0]) - 4.5) < 1e-6);
}

TEST_CASE("Posts are the fewest hours that are enough") {
    const StaffRules full{150, 0};
    const StaffRules both{150, 0.4};
    CHECK(grid::posts_for(0, full).full_time == 1);
    CHECK(grid::posts_for(150, full).full_time == 1);
    CHECK(grid::posts_for(150.1, full).full_time == 2);
    CHECK(grid::posts_for(0, both).part_time == 1);
    for (double hours = 1; hours < 700; hours += 0.7) {
        const Posts posts = grid::posts_for(hours, both);
        CHECK(posts.capacity(both) >= hours - 1e-6);
        // By trying all: with one part-timer at most nothing smaller is enough.
        for (std::int64_t full_time = 0; full_time < 6; ++full_time) {
            for (std::int64_t part_time = 0; part_time < 2; ++part_time) {
                const Posts other{full_time, part_time};
                if (other.capacity(both) >= hours) CHECK(other.capacity(both) >= posts.capacity(both) - 1e-6);
            }
        }
    }
}

TEST_CASE("Of a given number of workers one is a part-timer where the hours are enough for that") {
    const StaffRules rules{150, 0.4};
    CHECK(grid::posts_of(2, 210, rules).part_time == 1);
    CHECK(grid::posts_of(2, 211, rules).part_time == 0);
    CHECK(grid::posts_of(1, 60, rules).full_time == 0);
    CHECK(grid::posts_of(2, 1, {150, 0}).part_time == 0);
}
