#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "libgrid/check/inner_borders.hpp"
#include "libgrid/check/plan_matching.hpp"

namespace {

using Table = std::vector<std::vector<grid::Count>>;  // by first, then second

std::vector<grid::CommonHouseholds> pairs_of(const Table& table) {
    std::vector<grid::CommonHouseholds> pairs;
    for (std::size_t i = 0; i < table.size(); ++i) {
        for (std::size_t j = 0; j < table[i].size(); ++j) {
            if (table[i][j] > 0)
                pairs.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), table[i][j]});
        }
    }
    return pairs;
}

/// The best of all ways to match a square table.
grid::Count best_of_all(const Table& table) {
    std::vector<std::size_t> order(table.size());
    std::iota(order.begin(), order.end(), 0);
    grid::Count best = 0;
    do {
        grid::Count sum = 0;
        for (std::size_t i = 0; i < order.size(); ++i)
            sum += table[i][order[i]];
        best = std::max(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

}  // namespace

TEST_CASE("Grids that are the same are matched with each other") {
    CHECK(grid::most_households_that_stay({}) == 0);
    CHECK(grid::most_households_that_stay(pairs_of({{7, 0}, {0, 5}})) == 12);
    CHECK(grid::most_households_that_stay(pairs_of({{0, 7}, {5, 0}})) == 12);
}

TEST_CASE("Of grids that were joined or split one part stays") {
    CHECK(grid::most_households_that_stay(pairs_of({{7}, {5}})) == 7);
    CHECK(grid::most_households_that_stay(pairs_of({{7, 5}})) == 7);
}

TEST_CASE("What is best for one grid gives way to what is best for all") {
    CHECK(grid::most_households_that_stay(pairs_of({{10, 9}, {9, 1}})) == 18);
    CHECK(grid::most_households_that_stay(pairs_of({{10, 9, 0}, {9, 0, 0}, {0, 8, 1}})) == 19);
}

TEST_CASE("The matching of random tables is the best of all that there are") {
    std::mt19937 random(17);
    for (int trial = 0; trial < 2000; ++trial) {
        const std::size_t size = 1 + random() % 6;
        const std::size_t full = 1 + random() % 10;
        Table table(size, std::vector<grid::Count>(size, 0));
        for (auto& row : table) {
            for (grid::Count& count : row)
                count = random() % 10 < full ? static_cast<grid::Count>(random() % 20) : 0;
        }
        CAPTURE(trial);
        REQUIRE(grid::most_households_that_stay(pairs_of(table)) == best_of_all(table));
    }
}

TEST_CASE("A line has another beside it as far as both go") {
    const grid::Stretch line{{0, 0}, {10, 0}};
    const auto beside = [&line](const grid::Stretch& other, bool opposite = false) {
        return grid::stretch_beside(line, other, 1, opposite).value_or(std::pair(-1.0, -1.0));
    };
    CHECK(beside({{2, 0.5}, {7, 0.5}}) == std::pair(0.2, 0.7));
    CHECK(beside({{7, -0.5}, {2, -0.5}}, true) == std::pair(0.2, 0.7));
    CHECK(beside({{2, 0.5}, {7, 0.5}}, true).first == -1);
    CHECK(beside({{2, 1.5}, {7, 1.5}}).first == -1);                                    // too far
    CHECK(beside({{5, -20}, {5, 20}}).first == -1);                                     // across
    CHECK(beside({{12, 0}, {20, 0}}).first == -1);                                      // farther on
    CHECK(beside({{0, -1}, {10, 3}}).second == doctest::Approx(0.5193).epsilon(1e-3));  // leaves its reach
}

TEST_CASE("Intervals that overlap cover their ground once") {
    CHECK(grid::covered_share({}) == 0);
    CHECK(grid::covered_share({{0.5, 1}, {0, 0.25}, {0.125, 0.25}, {0.5, 0.75}}) == 0.75);
}
