#include "libgrid/mesh/crossing_candidates.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "libgrid/mesh/segment_math.hpp"

using grid::cross_properly;
using grid::LatticeBox;
using grid::LatticePoint;
using grid::Segment;

namespace {

using Pairs = std::set<std::pair<std::int32_t, std::int32_t>>;

std::vector<std::int32_t> all_of(const std::vector<Segment>& segments) {
    std::vector<std::int32_t> here(segments.size());
    std::iota(here.begin(), here.end(), 0);
    return here;
}

Pairs candidates(const std::vector<Segment>& segments, const LatticeBox& box, std::int32_t noded = 0) {
    Pairs pairs;
    grid::for_crossing_candidates(segments, all_of(segments), box, noded, [&](std::int32_t s, std::int32_t t) {
        CHECK(s < t);
        pairs.insert({s, t});
    });
    return pairs;
}

/// Those that cross in the box, by looking at each pair.
Pairs crossings(const std::vector<Segment>& segments, const LatticeBox& box) {
    Pairs pairs;
    for (std::size_t s = 0; s < segments.size(); ++s) {
        for (std::size_t t = s + 1; t < segments.size(); ++t) {
            if (!cross_properly(segments[s], segments[t])) continue;
            const LatticePoint at = grid::crossing_point(segments[s], segments[t]);
            if (box.meets({at, at})) pairs.insert({static_cast<std::int32_t>(s), static_cast<std::int32_t>(t)});
        }
    }
    return pairs;
}

}  // namespace

TEST_CASE("no two segments that cross in the box are missing") {
    std::mt19937_64 random(7);
    for (const int bits : {5, 10, 20, 50}) {
        const std::int64_t reach = std::int64_t{1} << bits;
        const LatticeBox box{{-reach / 2, -reach / 2}, {reach / 2, reach / 2}};
        std::uniform_int_distribution<std::int64_t> place(-reach, reach);
        std::vector<Segment> segments;
        for (int i = 0; i < 150; ++i)
            segments.push_back({{place(random), place(random)}, {place(random), place(random)}});
        for (int i = 0; i < 60; ++i) {  // side by side, level and upright, some of them by a few steps only
            const std::int64_t at = place(random) / 2;
            segments.push_back({{-reach, at}, {reach, at + place(random) % 9}});
            segments.push_back({{at, reach}, {at + place(random) % 9, -reach}});
        }
        const Pairs found = candidates(segments, box);
        for (const auto& pair : crossings(segments, box))
            CHECK(found.contains(pair));
    }
}

TEST_CASE("segments side by side are no candidates") {
    std::vector<Segment> segments;
    for (std::int64_t i = 0; i < 500; ++i)
        segments.push_back({{-1000, 100 * i}, {100'000, 100 * i + 500}});
    CHECK(candidates(segments, {{0, 0}, {50'000, 50'000}}).empty());
}

TEST_CASE("of segments that are noded already only those with others are candidates") {
    const std::vector<Segment> segments{{{0, 0}, {10, 10}}, {{0, 10}, {10, 0}}, {{0, 5}, {10, 5}}};
    CHECK(candidates(segments, {{0, 0}, {10, 10}}, 2) == Pairs{{0, 2}, {1, 2}});
}
