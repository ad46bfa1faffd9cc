#include "libgrid/export/simplify.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "../trace/random.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/coverage/coverage.hpp"
#include "libgrid/trace/obstacles.hpp"

using namespace grid;

namespace {

/// Coordinates are metres.
class Metres : public Projection {
public:
    void to_work(std::span<Point> /*points*/) const override {}
    void to_output(std::span<Point> /*points*/) const override {}
    [[nodiscard]] std::unique_ptr<Projection> clone() const override { return std::make_unique<Metres>(); }
};

SimplifyCounts simplify(std::vector<MultiPolygon>& features, double tolerance_m) {
    std::vector<MultiPolygon*> pointers;
    for (MultiPolygon& feature : features)
        pointers.push_back(&feature);
    return simplify_coverage(pointers, tolerance_m, Metres());
}

/// A ragged line from `a` to `b`, the same in both directions.
LineString ragged(const Point& a, const Point& b, int parts, double amplitude) {
    if (b < a) {
        LineString line = ragged(b, a, parts, amplitude);
        std::reverse(line.begin(), line.end());
        return line;
    }
    test::Random random{static_cast<std::uint64_t>(a.x * 7919 + a.y * 104729 + b.x * 31 + b.y)};
    LineString line;
    for (int i = 0; i < parts; ++i) {
        const double t = static_cast<double>(i) / parts;
        const double off = i == 0 ? 0 : amplitude * random.signed_unit();
        const bool level = a.y == b.y;
        line.push_back({a.x + t * (b.x - a.x) + (level ? 0 : off), a.y + t * (b.y - a.y) + (level ? off : 0)});
    }
    return line;
}

Ring ragged_ring(const std::vector<Point>& corners, double amplitude, int parts = 25) {
    Ring ring;
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const LineString line = ragged(corners[i], corners[(i + 1) % corners.size()], parts, amplitude);
        // In the other direction the line begins behind its first corner.
        if (line.front() != corners[i]) ring.push_back(corners[i]);
        ring.insert(ring.end(), line.begin(), line.end());
        if (line.front() != corners[i] && ring.back() == corners[(i + 1) % corners.size()]) ring.pop_back();
    }
    ring.push_back(ring.front());
    return ring;
}

/// Squares of 100 m with ragged borders; in the middle of each a lake with a ragged shore, which is a feature too.
std::vector<MultiPolygon> ragged_town(int side, double amplitude) {
    std::vector<MultiPolygon> features;
    for (int i = 0; i < side * side; ++i) {
        const double x = 100.0 * (i % side);
        const double y = 100.0 * (i / side);
        Ring lake =
            ragged_ring({{x + 40, y + 40}, {x + 60, y + 40}, {x + 60, y + 60}, {x + 40, y + 60}}, amplitude / 5);
        const Ring shell = ragged_ring({{x, y}, {x + 100, y}, {x + 100, y + 100}, {x, y + 100}}, amplitude);
        features.push_back({{shell, {Ring(lake.rbegin(), lake.rend())}}});
        features.push_back({{std::move(lake), {}}});
    }
    return features;
}

std::set<Point> vertices_of(const std::vector<MultiPolygon>& features) {
    std::set<Point> all;
    for (const MultiPolygon& feature : features) {
        for (const Polygon& polygon : feature) {
            all.insert(polygon.shell.begin(), polygon.shell.end());
            for (const Ring& hole : polygon.holes)
                all.insert(hole.begin(), hole.end());
        }
    }
    return all;
}

double distance_to(const Point& p, const Ring& ring) {
    double least = 1e300;
    for (std::size_t i = 1; i < ring.size(); ++i)
        least = std::min(least, distance(p, ring[i - 1], ring[i]));
    return least;
}

}  // namespace

TEST_CASE("a simplified coverage is a coverage, at every tolerance") {
    const std::vector<MultiPolygon> before = ragged_town(4, 3);
    REQUIRE(check_coverage(before).empty());
    std::int64_t last = 1'000'000;
    for (const double tolerance : {0.5, 2.0, 8.0, 50.0, 1000.0}) {
        CAPTURE(tolerance);
        std::vector<MultiPolygon> after = before;
        const SimplifyCounts counts = simplify(after, tolerance);
        CHECK(check_coverage(after).empty());
        CHECK(counts.vertices_before == static_cast<std::int64_t>(vertices_of(before).size()));
        CHECK(counts.vertices_after == static_cast<std::int64_t>(vertices_of(after).size()));
        CHECK(counts.vertices_after <= last);
        last = counts.vertices_after;
        for (std::size_t f = 0; f < before.size(); ++f) {
            REQUIRE(after[f].size() == 1);
            CHECK(after[f][0].holes.size() == before[f][0].holes.size());
            CHECK(after[f][0].shell.size() >= 4);
            double farthest = 0;
            for (const Point& p : before[f][0].shell)
                farthest = std::max(farthest, distance_to(p, after[f][0].shell));
            CHECK(farthest <= tolerance);
        }
    }
    CHECK(last == 25 + 3 * 16);  // nothing but the nodes, and three vertices of each lake
}

TEST_CASE("no vertex moves and none is new") {
    const std::vector<MultiPolygon> before = ragged_town(2, 8);
    std::vector<MultiPolygon> after = before;
    simplify(after, 3);
    const std::set<Point> known = vertices_of(before);
    for (const Point& p : vertices_of(after))
        CHECK(known.contains(p));
}

TEST_CASE("the order of features and the start of rings are without effect") {
    std::vector<MultiPolygon> one = ragged_town(3, 8);
    std::vector<MultiPolygon> other(one.rbegin(), one.rend());
    for (MultiPolygon& feature : other) {
        Ring& shell = feature[0].shell;
        shell.pop_back();
        std::rotate(shell.begin(), shell.begin() + 7, shell.end());
        shell.push_back(shell.front());
    }
    simplify(one, 3);
    simplify(other, 3);
    CHECK(vertices_of(one) == vertices_of(other));
}

TEST_CASE("an enclave that touches nothing stays inside, and a bay with an island keeps its shore") {
    // The island lies in the triangle that the shore would lose.
    std::vector<MultiPolygon> features{
        {{{{0, 0}, {100, 0}, {100, 100}, {60, 100}, {50, 60}, {40, 100}, {0, 100}, {0, 0}}, {}}},
        {{{{49, 90}, {51, 90}, {50, 95}, {49, 90}}, {}}}};
    const std::vector<MultiPolygon> before = features;
    simplify(features, 45);
    CHECK(check_coverage(features).empty());
    CHECK(features[1][0].shell == before[1][0].shell);
    CHECK(std::count(features[0][0].shell.begin(), features[0][0].shell.end(), Point{50, 60}) == 1);
}

TEST_CASE("two borders between the same nodes do not become one") {
    // A lens between two features: its two sides run between the same two nodes.
    std::vector<MultiPolygon> features{
        {{{{0, 0}, {10, 0}, {10, 4}, {9, 5}, {10, 6}, {10, 10}, {0, 10}, {0, 0}}, {}}},
        {{{{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 6}, {11, 5}, {10, 4}, {10, 0}}, {}}},
        {{{{10, 4}, {11, 5}, {10, 6}, {9, 5}, {10, 4}}, {}}}};
    simplify(features, 100);
    CHECK(check_coverage(features).empty());
    CHECK(features[2][0].shell.size() == 4);
}

TEST_CASE("hostile polygons are no reason to fail") {
    std::vector<MultiPolygon> features{
        {},
        {{{}, {}}},
        {{{{0, 0}, {0, 0}, {0, 0}, {0, 0}}, {}}},
        {{{{0, 0}, {1, 0}, {0, 0}, {0, 0}}, {}}},                         // a spike
        {{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}, {}}},                 // a bow
        {{{{0, 0}, {5, 0}, {5, 5}, {0, 5}, {0, 0}}, {}}},                 // overlaps the ones before
        {{{{0, 0}, {5, 0}, {5, 5}, {0, 5}, {0, 0}}, {}}},                 // the same again
        {{{{0, 0}, {5, 0}, {5, 5}, {0, 5}, {0, 0}}, {}}},                 // and again
        {{{{9, 9}, {9, 9}, {11, 9}, {11, 9}, {11, 11}, {9, 9}}, {}}},     // repeated points
        {{{{20, 0}, {30, 0}, {25, 0}, {25, 5}, {25, 0}, {20, 0}}, {}}}};  // flat, with a spike
    simplify(features, 10);
    CHECK(features.size() == 10);
    for (const MultiPolygon& feature : features) {
        for (const Polygon& polygon : feature)
            CHECK((polygon.shell.empty() || polygon.shell.front() == polygon.shell.back()));
    }
}
