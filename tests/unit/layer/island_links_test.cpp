#include "libgrid/layer/island_links.hpp"

#include <doctest/doctest.h>

#include "libgrid/core/disjoint_sets.hpp"

#include <cmath>
#include <set>

namespace {

using grid::IslandLink;
using grid::Point;

std::size_t parts_left(const std::vector<std::int32_t>& island, std::int32_t islands,
                       const std::vector<IslandLink>& links) {
    grid::DisjointSets sets(static_cast<std::size_t>(islands));
    for (const IslandLink& link : links)
        sets.unite(island[static_cast<std::size_t>(link.first)], island[static_cast<std::size_t>(link.second)]);
    std::set<std::int32_t> roots;
    for (std::int32_t i = 0; i < islands; ++i)
        roots.insert(sets.find(i));
    return roots.size();
}

}  // namespace

TEST_CASE("two islands are linked by their nearest cells") {
    const std::vector<Point> at{{0, 0}, {10, 0}, {30, 50}, {18, 6}, {99, 99}};
    const std::vector<std::int32_t> island{0, 0, 1, 1, -1};
    const auto links = grid::link_islands(at, island);
    REQUIRE(links.size() == 1);
    CHECK(links[0].first == 1);
    CHECK(links[0].second == 3);
    CHECK(links[0].gap_m == doctest::Approx(10));
}

TEST_CASE("an island is linked with all that are near, not with the largest alone") {
    const std::vector<Point> at{{0, 0}, {100, 0}, {110, 0}};
    const auto links = grid::link_islands(at, std::vector<std::int32_t>{0, 1, 2});
    CHECK(links.size() == 3);
}

TEST_CASE("hundreds of islands hang together with few links for each") {
    std::vector<Point> at;
    std::vector<std::int32_t> island;
    for (std::int32_t i = 0; i < 400; ++i) {
        const double far = i < 200 ? 0 : 50'000;
        at.push_back({far + 40 * std::sin(i * 12.9898) * (i % 17), 30 * std::cos(i * 78.233) * (i % 23)});
        island.push_back(i);
    }
    const auto links = grid::link_islands(at, island);
    CHECK(parts_left(island, 400, links) == 1);
    CHECK(links.size() <= 400 * 6 + 400);
}
