#include "libgrid/tag/area_index.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "libgrid/mesh/area_locator.hpp"

namespace grid {

namespace {

Ring square(double west, double south, double side) {
    return {{west, south}, {west + side, south}, {west + side, south + side}, {west, south + side}, {west, south}};
}

/// Cells of a lattice whose inner nodes are shaken; neighbours have the same vertices.
std::vector<MultiPolygon> shaken_lattice(int side, std::mt19937_64& random) {
    const auto shake = [&random] { return static_cast<double>(random() % 1000) / 2500 - 0.2; };
    std::vector<std::vector<Point>> nodes(static_cast<std::size_t>(side) + 1);
    for (int r = 0; r <= side; ++r) {
        for (int c = 0; c <= side; ++c)
            nodes[static_cast<std::size_t>(r)].push_back({c + shake(), r + shake()});
    }
    std::vector<MultiPolygon> areas;
    for (std::size_t r = 0; r + 1 < nodes.size(); ++r) {
        for (std::size_t c = 0; c + 1 < nodes.size(); ++c) {
            areas.push_back({{{nodes[r][c], nodes[r][c + 1], nodes[r + 1][c + 1], nodes[r + 1][c], nodes[r][c]}, {}}});
        }
    }
    return areas;
}

/// Rings of any shape: they cross themselves and each other.
std::vector<MultiPolygon> scribbles(int count, std::mt19937_64& random) {
    const auto coordinate = [&random] { return static_cast<double>(random() % 17) / 4; };
    std::vector<MultiPolygon> areas;
    for (int i = 0; i < count; ++i) {
        Ring ring;
        for (std::uint64_t n = 3 + random() % 5; n > 0; --n)
            ring.push_back({coordinate(), coordinate()});
        ring.push_back(ring.front());
        areas.push_back({{ring, {}}});
    }
    return areas;
}

/// On vertices, on borders, a little beside them, and anywhere.
std::vector<Point> nasty_points(const std::vector<MultiPolygon>& areas, int count, std::mt19937_64& random) {
    std::vector<Point> points;
    const auto share = [&random] { return static_cast<double>(random() % 1001) / 1000; };
    for (int i = 0; i < count; ++i) {
        const Ring& ring = areas[random() % areas.size()].front().shell;
        const std::size_t k = random() % (ring.size() - 1);
        const Point& p = ring[k];
        const Point& q = ring[k + 1];
        const double t = share();
        points.push_back(p);
        points.push_back({p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)});
        points.push_back({std::nextafter(p.x, 10), p.y});
        points.push_back({p.x, std::nextafter(p.y, -10)});
        points.push_back({p.x - 1e-9, q.y + 1e-9});
        points.push_back({q.x, p.y});
        points.push_back({6 * share() - 1, 6 * share() - 1});
    }
    return points;
}

void compare(const std::vector<MultiPolygon>& areas, const std::vector<Point>& points, double step) {
    const AreaIndex index(areas, step);
    REQUIRE(check_arrays(index.arrays(), areas.size()));
    const AreaLocator locator(areas);
    std::vector<std::int32_t> found(points.size());
    index.find(points, found);
    std::int64_t differences = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const std::int32_t wanted = locator.find(points[i]);
        if (found[i] != wanted || index.find(points[i]) != wanted) ++differences;
    }
    CHECK(differences == 0);
}

}  // namespace

TEST_CASE("The index agrees with the locator of the recount on a coverage, whatever the step") {
    std::mt19937_64 random(1);
    for (const double step : {1e-7, 1e-3, 0.4, 100.0}) {
        const auto areas = shaken_lattice(12, random);
        compare(areas, nasty_points(areas, 2000, random), step);
    }
}

TEST_CASE("The index agrees with the locator where rings cross themselves and each other") {
    std::mt19937_64 random(2);
    for (int trial = 0; trial < 200; ++trial) {
        const auto areas = scribbles(1 + trial % 7, random);
        compare(areas, nasty_points(areas, 40, random), trial % 2 == 0 ? 1e-6 : 0.25);
    }
}

TEST_CASE("A point on a border belongs to the area that lies east of it, or else to the one that is met first") {
    const std::vector<MultiPolygon> areas{{{square(0, 0, 1), {}}}, {{square(1, 0, 1), {}}}};
    const AreaIndex index(areas, 1e-7);
    CHECK(index.find({1, 0.5}) == 1);
    CHECK(index.find({0, 0.5}) == 0);
    CHECK(index.find({2, 0.5}) == 1);  // nothing is to the east; its border is the only one
    CHECK(index.find({1, 1}) == 1);
    CHECK(index.find({1, 0}) == 1);
    CHECK(index.find({2.0000001, 0.5}) == -1);
}

TEST_CASE("Holes, points far away and what is no number are in no area") {
    const std::vector<MultiPolygon> areas{{{square(0, 0, 3), {square(1, 1, 1)}}}};
    const AreaIndex index(areas, 1e-7);
    CHECK(index.find({1.5, 1.5}) == -1);
    CHECK(index.find({0.5, 0.5}) == 0);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double far : {1e300, -1e300, infinity, -infinity, std::nan("")}) {
        CHECK(index.find({far, 0.5}) == -1);
        CHECK(index.find({0.5, far}) == -1);
        CHECK(index.find({far, far}) == -1);
    }
}

TEST_CASE("An index of nothing finds nothing") {
    const AreaIndex index(std::vector<MultiPolygon>{}, 1e-7);
    CHECK(index.find({0, 0}) == -1);
    CHECK(!index.nearest({0, 0}, 1e6, {}));
    const AreaIndex empty(std::vector<MultiPolygon>(3), 1e-7);
    CHECK(empty.find({0, 0}) == -1);
}

TEST_CASE("The nearest area is that of all segments") {
    std::mt19937_64 random(3);
    const auto areas = shaken_lattice(9, random);
    const AreaIndex index(areas, 1e-5);
    const GroundScale scale{metres_per_degree, true};
    for (int i = 0; i < 500; ++i) {
        const Point p{static_cast<double>(random() % 1500) / 100 - 3, static_cast<double>(random() % 1500) / 100 - 3};
        if (index.find(p) >= 0) continue;
        double least = std::numeric_limits<double>::infinity();
        for (const MultiPolygon& area : areas) {
            const Ring& ring = area.front().shell;
            for (std::size_t k = 1; k < ring.size(); ++k)
                least = std::min(least, scale.at(p.y).distance(p, ring[k - 1], ring[k]));
        }
        const auto nearest = index.nearest(p, 1e6, scale);
        REQUIRE(nearest);
        CHECK(nearest->distance_m == doctest::Approx(least).epsilon(1e-12));
        CHECK(!index.nearest(p, least * 0.999, scale));
        CHECK(index.nearest(p, least * 1.001, scale));
    }
}

TEST_CASE("Areas that lie over each other are told, and no others") {
    std::mt19937_64 random(5);
    auto areas = shaken_lattice(15, random);
    CHECK(AreaIndex(areas, 1e-7).overlaps().empty());
    areas.push_back({{square(4.4, 5.4, 0.01), {}}});  // inside of others, far from their vertices
    areas.push_back(areas[20]);
    areas.push_back({{{{20, 3}, {14.9, 3.001}, {20, 3.002}, {20, 3}}, {}}});  // the point of a spike
    const auto found = AreaIndex(areas, 1e-7).overlaps();
    std::set<std::pair<std::int32_t, std::int32_t>> pairs;
    for (const auto& overlap : found)
        pairs.insert({overlap.first, overlap.other});
    CHECK(pairs.contains({20, 226}));
    const AreaLocator locator(std::vector<MultiPolygon>(areas.begin(), areas.begin() + 225));
    const std::int32_t under_square = locator.find({4.405, 5.405});
    CHECK(pairs.contains({under_square, 225}));
    const std::int32_t under_spike = locator.find({14.91, 3.001});
    if (under_spike >= 0) CHECK(pairs.contains({under_spike, 227}));
    for (const auto& [first, other] : pairs)
        CHECK(other >= 225);
}

TEST_CASE("Arrays that lead out of themselves are told") {
    std::mt19937_64 random(4);
    auto areas = shaken_lattice(20, random);
    for (int i = 0; i < 100; ++i)  // so dense that the table does not do
        areas.push_back({{square(5 + i % 10 * 1e-3, 5 + i / 10 * 1e-3, 1e-3), {}}});
    const AreaIndex index(areas, 1e-7);
    const IndexArrays& good = index.arrays();
    REQUIRE(!good.nodes.empty());
    std::vector<std::uint32_t> table(good.table.begin(), good.table.end());
    std::vector<std::array<std::uint32_t, 4>> nodes(good.nodes.begin(), good.nodes.end());
    std::vector<std::uint32_t> lists(good.lists.begin(), good.lists.end());
    std::vector<BorderSegment> segments(good.segments.begin(), good.segments.end());
    const auto points = nasty_points(areas, 50, random);
    int told = 0;
    for (int trial = 0; trial < 3000; ++trial) {
        IndexArrays changed{good.lattice, segments, table, nodes, lists};
        const auto spoil = [&random](std::uint32_t& word) {
            const std::uint32_t before = word;
            word = random() % 3 == 0 ? static_cast<std::uint32_t>(random())
                                     : word + static_cast<std::uint32_t>(random() % 9) - 4;
            return before;
        };
        std::uint32_t* const place = trial % 3 == 0   ? &table[random() % table.size()]
                                     : trial % 3 == 1 ? &nodes[random() % nodes.size()][random() % 4]
                                                      : &lists[random() % lists.size()];
        const std::uint32_t before = spoil(*place);
        if (check_arrays(changed, areas.size())) {
            for (const Point& p : points)
                (void)AreaIndex(changed, nullptr).find(p);  // the sanitizers see where it goes
        } else {
            ++told;
        }
        *place = before;
    }
    CHECK(told > 1000);
    CHECK(!check_arrays(good, areas.size() / 2));
}

}  // namespace grid
