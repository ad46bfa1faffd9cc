#include "libgrid/layer/zones.hpp"
#include "libgrid/core/error.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

namespace {

using grid::Zone;
using grid::ZoneBorder;
using grid::ZoneGroups;
using Numbers = std::vector<std::int32_t>;

ZoneGroups groups_of(const std::vector<Zone>& zones, const std::vector<ZoneBorder>& borders, std::int64_t total,
                     bool fixed = false) {
    return grid::group_zones(zones, borders, 300, 500, total, fixed);
}

}  // namespace

TEST_CASE("zones that fit stand alone") {
    const ZoneGroups result = groups_of({{450, 9}, {900, 9}}, {{0, 1, 50}}, 3);
    CHECK(result.group == Numbers{0, 1});
    CHECK(result.count == Numbers{1, 2});
    CHECK(result.fits);
}

TEST_CASE("the total gives way where a grid would have to span zones") {
    const ZoneGroups result =
        groups_of({{310, 9}, {310, 9}, {310, 9}, {310, 9}, {310, 9}}, {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}, {3, 4, 1}}, 4);
    CHECK(result.count == Numbers(5, 1));
}

TEST_CASE("a fixed total joins zones, smallest first, until it is met") {
    const ZoneGroups result = groups_of({{310, 9}, {311, 9}, {312, 9}, {313, 9}, {314, 9}},
                                        {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}, {3, 4, 1}}, 4, true);
    CHECK(std::accumulate(result.count.begin(), result.count.end(), 0) == 4);
    CHECK(result.fits);
}

TEST_CASE("a zone that is too small joins the neighbour with which it fits and shares most of its border") {
    // With zone 1 there is no count (550); with 2 and 3 there is, and the border with 3 is longer.
    const ZoneGroups result =
        groups_of({{100, 4}, {450, 4}, {350, 4}, {350, 4}}, {{0, 1, 900}, {0, 2, 20}, {0, 3, 30}}, 3);
    CHECK(result.group == Numbers{0, 1, 2, 0});
    CHECK(result.count == Numbers{1, 1, 1});
    CHECK(result.fits);
}

TEST_CASE("zones without households join in a chain") {
    const ZoneGroups result = groups_of({{0, 1}, {0, 1}, {400, 1}}, {{0, 1, 5}, {1, 2, 5}}, 1);
    CHECK(result.group == Numbers{0, 0, 0});
    CHECK(result.count == Numbers{1});
    CHECK(result.fits);
}

TEST_CASE("a zone without a neighbour stays alone and is marked") {
    const ZoneGroups result = groups_of({{50, 1}, {400, 3}}, {}, 1);
    CHECK(result.group == Numbers{0, 1});
    CHECK(result.count == Numbers{1, 1});
    CHECK_FALSE(result.fits);
}

TEST_CASE("a zone with too few cells for its households joins another one") {
    const ZoneGroups result = groups_of({{1000, 1}, {400, 9}}, {{0, 1, 1}}, 3);
    CHECK(result.group == Numbers{0, 0});
    CHECK(result.count == Numbers{3});
}

TEST_CASE("a fixed total that no grouping meets is distributed and marked, or refused") {
    const ZoneGroups result = groups_of({{400, 3}, {800, 3}}, {}, 5, true);
    CHECK(result.count == Numbers{2, 3});
    CHECK_FALSE(result.fits);
    CHECK_THROWS_AS((void)groups_of({{400, 3}, {400, 3}}, {}, 1, true), grid::ConfigError);
    CHECK_THROWS_AS((void)groups_of({{400, 3}, {400, 3}}, {}, 7, true), grid::ConfigError);
}

TEST_CASE("wrong zones are refused") {
    CHECK_THROWS_AS((void)groups_of({}, {}, 1), grid::ConfigError);
    CHECK_THROWS_AS((void)groups_of({{1, 0}}, {}, 1), grid::ConfigError);
    CHECK_THROWS_AS((void)groups_of({{1, 1}}, {{0, 1, 1}}, 1), grid::ConfigError);
    CHECK_THROWS_AS((void)groups_of({{1, 1}}, {{0, 0, 1}}, 1), grid::ConfigError);
}

TEST_CASE("thousands of slivers are grouped, each into a connected group") {
    std::vector<Zone> zones;
    std::vector<ZoneBorder> borders;
    for (std::int32_t i = 0; i < 5000; ++i) {
        zones.push_back({i % 7, 1});
        if (i > 0) borders.push_back({i - 1, i, static_cast<double>(i % 13)});
    }
    const ZoneGroups result = groups_of(zones, borders, 40);
    CHECK(result.fits);
    for (std::size_t i = 1; i < zones.size(); ++i)  // on a path a group is a run
        CHECK((result.group[i] == result.group[i - 1] || result.group[i] == result.group[i - 1] + 1));
}

TEST_CASE("zones that can hold whole numbers of grids keep to themselves, and small ones join what is near") {
    // The main island makes two grids of 106; the second one with the four small ones the other two.
    const std::vector<Zone> zones{{212, 50, 1}, {134, 40, 1}, {27, 9, 1}, {7, 3, 1}, {7, 3, 1}, {13, 4, 1}};
    std::vector<ZoneBorder> borders;
    for (std::int32_t i = 0; i < 6; ++i) {
        for (std::int32_t j = i + 1; j < 6; ++j)
            borders.push_back({i, j, 0, 100.0 * (j - i)});
    }
    const ZoneGroups result = grid::group_zones(zones, borders, 90, 110, 4, true);
    CHECK(result.group == Numbers{0, 1, 1, 1, 1, 1});
    CHECK(result.count == Numbers{2, 2});
    CHECK(result.fits);
    CHECK(result.joints.size() == 4);
}

TEST_CASE("a zone is not joined over a long way where a near one does as well") {
    const ZoneGroups result =
        groups_of({{350, 9, 1}, {100, 4, 1}, {350, 9, 1}}, {{0, 1, 0, 900}, {1, 2, 0, 20}, {0, 2, 0, 1000}}, 2);
    CHECK(result.group == Numbers{0, 1, 1});
    CHECK(result.joints == Numbers{1});
}
