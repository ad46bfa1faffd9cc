#include "libgrid/coverage/settle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/validity.hpp"
#include "shapes.hpp"
#include "tests/unit/trials.hpp"
#include "towns.hpp"

using grid::GroundScale;
using grid::MultiPolygon;
using grid::Point;
using grid::Ring;
using grid::Settlement;
using grid::test::area;
using grid::test::box;

namespace {

using Features = std::vector<MultiPolygon>;

double area_of(const MultiPolygon& polygons, const GroundScale& scale = {}) {
    return grid::measure_ground(polygons, scale).area_m2;
}

/// The smaller one first; of equal area the one that comes first.
std::vector<std::int32_t> by_area(const Features& features, const GroundScale& scale = {}) {
    std::vector<std::int32_t> order(features.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](std::int32_t i) {
        return std::llround(1e4 * area_of(features[static_cast<std::size_t>(i)], scale));
    });
    std::vector<std::int32_t> rank(order.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        rank[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
    return rank;
}

Settlement settled(const Features& features) {
    return grid::settle(features, [&] { return by_area(features); }, {});
}

Features after(const Features& features, const Settlement& settlement) {
    Features now = features;
    for (const grid::SettledFeature& changed : settlement.changed)
        now[static_cast<std::size_t>(changed.feature)] = changed.geometry;
    return now;
}

std::set<Point> vertices(const MultiPolygon& polygons) {
    std::set<Point> points;
    for (const auto& polygon : polygons) {
        points.insert(polygon.shell.begin(), polygon.shell.end());
        for (const Ring& hole : polygon.holes)
            points.insert(hole.begin(), hole.end());
    }
    return points;
}

bool same(const MultiPolygon& a, const MultiPolygon& b) {
    return a == b;
}

}  // namespace

TEST_CASE("Features that only touch are not settled, and nobody is asked who goes first") {
    const Features features{box(0, 0, 10, 10), box(10, 0, 20, 10), box(20, 10, 30, 20), {}, box(40, 0, 50, 10)};
    const Settlement settlement = grid::settle(features,
                                               []() -> std::vector<std::int32_t> {
                                                   FAIL("asked");
                                                   return {};
                                               },
                                               {});
    CHECK(settlement.changed.empty());
    CHECK(settlement.overlaps.empty());
    CHECK(settlement.matches.loose.size() == 14);
}

TEST_CASE("Where two features overlap both get the same vertices, and the larger one is cut") {
    const Features features{box(0, 0, 10, 10), area({{8, 2.1}, {17, 3}, {17, 8}, {7.7, 7}})};
    const Settlement settlement = settled(features);
    REQUIRE(settlement.changed.size() == 2);
    REQUIRE(settlement.overlaps.size() == 1);
    CHECK(settlement.overlaps[0].owner == 1);
    CHECK(settlement.overlaps[0].loser == 0);
    const MultiPolygon common = grid::intersection(features[0], features[1]).value();
    CHECK(area_of(settlement.overlaps[0].area) == doctest::Approx(area_of(common)));
    const Features now = after(features, settlement);
    CHECK(area_of(now[1]) == doctest::Approx(area_of(features[1])));
    CHECK(area_of(now[0]) == doctest::Approx(100 - area_of(common)));
    CHECK(area_of(grid::intersection(now[0], now[1]).value()) == 0);
    CHECK(grid::test::check(now).empty());
    std::set<Point> crossings = vertices(now[1]);
    for (const Point& p : vertices(features[1]))
        CHECK(crossings.erase(p) == 1);  // its own are there, bit for bit
    CHECK(crossings.size() == 2);
    for (const Point& p : crossings)
        CHECK(vertices(now[0]).contains(p));
    for (const Point& p : vertices(features[0]))
        CHECK(vertices(now[0]).contains(p));
}

TEST_CASE("A feature inside another keeps its ground, and the other one gets a hole with its vertices") {
    const Features features{box(0, 0, 40, 30), box(10, 10, 25, 22)};
    const Settlement settlement = settled(features);
    REQUIRE(settlement.changed.size() == 1);
    CHECK(same(settlement.changed[0].geometry,
               area({{0, 0}, {40, 0}, {40, 30}, {0, 30}}, {{{10, 10}, {10, 22}, {25, 22}, {25, 10}}})));
    CHECK(settlement.overlaps[0].is_all_of_owner);
    CHECK(!settlement.overlaps[0].is_all_of_loser);
}

TEST_CASE("Of features with the same ground one is left") {
    const Features features{box(0, 0, 10, 10), box(10, 0, 20, 10), box(0, 0, 10, 10),
                            area({{0, 0}, {10, 0}, {10, 4}, {10, 10}, {0, 10}})};
    const Settlement settlement = settled(features);
    const Features now = after(features, settlement);
    CHECK(same(now[0], features[0]));
    CHECK(same(now[1], features[1]));
    CHECK(now[2].empty());
    CHECK(now[3].empty());
    REQUIRE(settlement.overlaps.size() == 3);
    for (const grid::CommonGround& common : settlement.overlaps)
        CHECK((common.is_all_of_owner && common.is_all_of_loser));
}

TEST_CASE("Ground of three belongs to the least of them, whatever the others have of each other") {
    const Features features{box(0, 0, 30, 30), box(10, 10, 35, 30), box(20, 5, 28, 35)};
    const Features now = after(features, settled(features));
    CHECK(area_of(now[2]) == doctest::Approx(8 * 30));
    CHECK(area_of(now[1]) == doctest::Approx(25 * 20 - 8 * 20));
    CHECK(area_of(now[0]) == doctest::Approx(900 - 20 * 20 - 8 * 5));
    CHECK(now[1].size() == 2);
    CHECK(grid::test::check(now).empty());
}

TEST_CASE("A vertex that a neighbour lacks is put into its border, on it or a hair beside it") {
    for (const double beside : {0.0, 3e-7, -3e-7, 1.5e-5, -1.5e-5}) {
        const Features features{box(0, 0, 10, 20), area({{10, 0}, {20, 0}, {20, 10}, {10 + beside, 10}}),
                                area({{10 + beside, 10}, {20, 10}, {20, 20}, {10, 20}})};
        CAPTURE(beside);
        const Settlement settlement = settled(features);
        CHECK(settlement.overlaps.empty());
        REQUIRE(settlement.changed.size() == 1);
        CHECK(same(settlement.changed[0].geometry, area({{0, 0}, {10, 0}, {10 + beside, 10}, {10, 20}, {0, 20}})));
    }
}

TEST_CASE("Features whose corners lie beside each other stay as they are") {
    const Features two{area({{5.2, 281.8}, {20.6, 282.9}, {21.6, 1e-5}}), area({{21.6, 0}, {22, -282.9}, {304, 1.42}})};
    CHECK(settled(two).changed.empty());
    const Features fan{area({{0, 0}, {-0.2, -214}, {1.42, -239.98}}), area({{0, 0}, {-82.3, -225.4}, {-1.26, -239.99}}),
                       area({{0, -0.00125}, {0.9, -152}, {1.42, -239.9813}})};
    const Features now = after(fan, settled(fan));
    CHECK(same(now[1], area({{0, 0}, {-82.3, -225.4}, {-1.26, -239.99}})));
}

TEST_CASE(
    "A vertex that lies in no other feature stays with its own, also where a part of next to nothing is cut off") {
    const std::vector<Features> cases{
        {area({{163.0021367, 3321.59763502}, {395.08131861, 3076.57796533}, {413.65286663, 3112.77726468}}),
         area({{178.0559184, 3126.29840568}, {226.22597974, 3037.94733616}, {395.08138282, 3076.57797298}})},
        // Borders that run together cross at a flat angle: led through the corner the other side would have all of it.
        {area({{89.192, 58.447}, {89.195, 122.82}, {136.59, 122.821}}),
         area({{136.589, 122.821}, {187.312, 122.82}, {187.313, 101.887}})},
        {area({{3.5890384, 4.2672446}, {881.9418190, 878.3275215}, {881.3842894, 627.9268401}}),
         area({{3.5882744, 3.9537128}, {3.5890562, 4.2672624}, {253.9889057, 3.3741247}})},
    };
    for (const Features& features : cases) {
        const Features now = after(features, settled(features));
        CHECK(grid::test::check(now).empty());
        for (std::size_t i = 0; i < 2; ++i) {
            for (const Point& p : vertices(features[i])) {
                if (grid::locate_in_polygon(p, features[1 - i][0]) == grid::Side::outside)
                    CHECK(vertices(now[i]).contains(p));
            }
        }
    }
}

TEST_CASE("Slits and necks of a feature that are thinner than rounding are its own, also where it is cut elsewhere") {
    const MultiPolygon slit =
        area({{0, 0}, {20, 0}, {20, 10}, {10 + 1e-6, 10}, {10 + 5e-7, 6}, {10, 2}, {10 - 1e-6, 10}, {0, 10}});
    const MultiPolygon neck =
        area({{30, 0}, {50, 0}, {70, 0}, {70, 10}, {60, 10}, {60, 1e-5}, {40, 1e-5}, {40, 10}, {30, 10}});
    CHECK(settled({slit}).changed.empty());
    CHECK(settled({neck}).changed.empty());
    const Features features{slit, neck, box(18, 4, 25, 6), box(25, 4, 32, 6)};
    const Features now = after(features, settled(features));
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
        for (const Point& p : vertices(features[i]))
            CHECK(vertices(now[i]).contains(p));
        CHECK(area_of(now[i]) == doctest::Approx(area_of(features[i]) - 4).epsilon(1e-9));
    }
}

TEST_CASE("A feature of which only strips are left is gone, and the others are as if it had not been there") {
    const Features features{box(0, 0, 100, 100), box(100, 0, 200, 100), box(0.2, -0.1, 99.9, 99.8)};
    const Settlement settlement = settled(features);
    const Features now = after(features, settlement);
    CHECK(now[0].empty());
    CHECK(same(now[1], features[1]));
    CHECK(same(now[2], features[2]));
    REQUIRE(settlement.changed.size() == 1);
    CHECK(settlement.changed[0].rest_m2 == doctest::Approx(10000 - 99.7 * 99.8));
    CHECK(settlement.changed[0].rest_width_m < 0.2);
    CHECK(settlement.overlaps.size() == 1);
}

TEST_CASE("An invalid feature that overlaps becomes a valid one") {
    const Features features{area({{0, 0}, {10, 10}, {10, 0}, {0, 10}}), box(8, 0, 30, 10)};
    REQUIRE(grid::find_invalid(features[0]));
    const Features now = after(features, settled(features));
    CHECK(!grid::find_invalid(now[0]));
    CHECK(area_of(now[0]) == doctest::Approx(50));
    CHECK(area_of(grid::intersection(now[0], now[1]).value()) == 0);
}

TEST_CASE("Parts are united exactly, and what several of them have is told") {
    MultiPolygon twice;
    const Features side{box(0, 0, 10, 10), area({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 4}}), box(30, 0, 40, 10)};
    CHECK(grid::unite(side, {}, twice).size() == 2);
    CHECK(twice.empty());
    const Features over{box(0, 0, 10, 10), box(8, 0, 20, 10)};
    CHECK(area_of(grid::unite(over, {}, twice)) == doctest::Approx(200));
    CHECK(area_of(twice) == doctest::Approx(20));
}

namespace {

struct RandomTown {
    GroundScale scale;
    double error = 0;
    Features units;
};

RandomTown random_town(std::uint64_t seed) {
    grid::test::Chance chance(seed);
    constexpr double errors[] = {0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 5e-4, 1e-2, .1, 1, 10};
    RandomTown town;
    town.error = errors[chance.below(12)];
    grid::test::TownPlan plan;
    plan.error = town.error;
    plan.columns = 1 + chance.below(5);
    plan.rows = 1 + chance.below(5);
    plan.size = chance.between(200, 2000);
    if (chance.one_in(4)) {
        town.scale = {grid::metres_per_degree, true};
        plan.unit = 1 / grid::metres_per_degree;
        plan.origin = {chance.between(-120, 140), chance.between(-50, 50)};
    } else {
        plan.origin = {chance.between(3e5, 7e5) + (chance.one_in(3) ? 38e6 : 0), chance.between(3e6, 5e6)};
    }
    town.units = grid::test::make_town(chance, plan);
    const auto fitting = static_cast<int>(town.units.size());
    for (int more = chance.below(4); more > 0; --more)
        town.units.push_back(
            grid::test::misfit(chance, town.units[static_cast<std::size_t>(chance.below(fitting))], plan.unit));
    if (chance.one_in(2)) {
        for (MultiPolygon& unit : town.units)
            grid::test::add_vertices(chance, unit);
    }
    return town;
}

/// Vertices of a unit that are gone, but for those in ground of smaller ones and those that gave way to one that is no
/// farther than rounding.
int lost_vertices(const RandomTown& town, const Features& now, const std::vector<std::int32_t>& rank, std::size_t i) {
    const double reach = 3 * grid::settle_reach_m / town.scale.metres_per_unit;
    const auto is_others = [&](const Point& p) {
        for (std::size_t j = 0; j < town.units.size(); ++j) {
            if (rank[j] >= rank[i]) continue;
            for (const double x : {-reach, 0.0, reach}) {
                for (const double y : {-reach, 0.0, reach}) {
                    if (grid::locate_in_polygon({p.x + x, p.y + y}, town.units[j][0]) != grid::Side::outside)
                        return true;
                }
            }
        }
        return false;
    };
    int lost = 0;
    const std::set<Point> have = vertices(now[i]);
    for (const Point& p : vertices(town.units[i])) {
        if (have.contains(p) || is_others(p)) continue;
        const bool gave_way = std::ranges::any_of(
            have, [&](const Point& q) { return std::abs(p.x - q.x) < reach && std::abs(p.y - q.y) < reach; });
        lost += gave_way ? 0 : 1;
    }
    return lost;
}

void judge(const RandomTown& town) {
    std::vector<std::int32_t> rank = by_area(town.units, town.scale);
    const Settlement settlement = grid::settle(
        town.units, [&] { return rank; }, town.scale);
    const Features now = after(town.units, settlement);
    MultiPolygon twice;
    const double before = area_of(grid::unite(town.units, town.scale, twice));  // in the plane, where areas add up
    double sum = 0;
    for (const grid::SettledFeature& changed : settlement.changed)  // ground that nobody has any more
        sum += changed.rest_m2 / town.scale.metres_per_unit / town.scale.metres_per_unit;
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (now[i].empty()) continue;
        sum += area_of(now[i]);
        CHECK(!grid::find_invalid(now[i]));
        for (std::size_t j = 0; j < i; ++j) {
            if (now[j].empty()) continue;
            const auto common = grid::intersection(now[i], now[j]);  // GEOS's
            CHECK((common.has_value() && common->empty()));
        }
        if (!grid::find_invalid(town.units[i]) && town.error != 1e-4) CHECK(lost_vertices(town, now, rank, i) == 0);
    }
    CHECK(sum == doctest::Approx(before).epsilon(1e-6));
}

}  // namespace

TEST_CASE("Random towns of units that everybody has digitised by himself are a coverage afterwards, says GEOS") {
    for (std::uint64_t seed = 0; seed < trials<std::uint64_t>(250); ++seed) {
        CAPTURE(seed);
        judge(random_town(seed));
    }
}

TEST_CASE("The order of the features, and where their rings begin, make no difference") {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        CAPTURE(seed);
        const RandomTown town = random_town(seed);
        std::vector<std::int32_t> rank = by_area(town.units, town.scale);
        const Features now = after(town.units, grid::settle(
                                                   town.units, [&] { return rank; }, town.scale));
        Features turned;
        for (auto unit = town.units.rbegin(); unit != town.units.rend(); ++unit) {
            turned.push_back(grid::test::reversed(*unit));
            Ring& ring = turned.back()[0].shell;
            ring.pop_back();
            std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(ring.size() / 2), ring.end());
            ring.push_back(ring.front());
        }
        std::vector<std::int32_t> turned_rank(rank.rbegin(), rank.rend());
        const Settlement other = grid::settle(
            turned, [&] { return turned_rank; }, town.scale);
        for (const grid::SettledFeature& changed : other.changed) {
            const std::size_t i = town.units.size() - 1 - static_cast<std::size_t>(changed.feature);
            CHECK(same(changed.geometry, now[i]));
        }
    }
}
