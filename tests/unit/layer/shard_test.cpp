#include "libgrid/layer/shard.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <vector>

TEST_CASE("the whole is one shard that holds every code") {
    const grid::Shard whole;
    CHECK(whole.is_whole());
    CHECK(whole.holds_the_rest());
    CHECK(whole.holds("110101001001"));
    CHECK(whole.holds(""));
}

TEST_CASE("a unit is in the shard that the CRC-32 of its code says") {
    // The check value of this CRC, from its catalogue: 123456789 has 0xCBF43926 = 3421780262.
    CHECK(grid::Shard{3421780262 % 1000 + 1, 1000}.holds("123456789"));
    CHECK_FALSE(grid::Shard{3421780262 % 1000, 1000}.holds("123456789"));
    CHECK(grid::Shard{1, 7}.holds(""));
}

TEST_CASE("each unit is in exactly one of the shards, and they are of about the same size") {
    for (const std::int64_t count : {2, 3, 7, 16}) {
        std::vector<int> units(static_cast<std::size_t>(count), 0);
        for (int code = 0; code < 4000; ++code) {
            int shards = 0;
            for (std::int64_t number = 1; number <= count; ++number) {
                if (!grid::Shard{number, count}.holds(fmt::format("4201060{:05}", code))) continue;
                ++shards;
                ++units[static_cast<std::size_t>(number - 1)];
            }
            CHECK(shards == 1);
        }
        for (const int size : units) {
            CHECK(size > 3200 / count);
            CHECK(size < 4800 / count);
        }
    }
}

TEST_CASE("what belongs to no unit is reported in the first shard only") {
    CHECK(grid::Shard{1, 3}.holds_the_rest());
    CHECK_FALSE(grid::Shard{2, 3}.holds_the_rest());
}
