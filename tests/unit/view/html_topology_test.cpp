#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/view/html/topology.hpp"

using namespace grid;

namespace {

Ring ring(std::initializer_list<Point> points) {
    Ring made(points);
    made.push_back(made.front());
    return made;
}

Ring square(double x, double y, double side) {
    return ring({{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}});
}

Ring reversed(Ring points) {
    std::reverse(points.begin(), points.end());
    return points;
}

std::vector<LineString> arcs_of(const Topology& topology) {
    std::vector<LineString> arcs;
    Point start;
    for (std::size_t at = 0; at < topology.arcs.size();) {
        auto count = topology.arcs[at++];
        Point p = start;
        arcs.emplace_back();
        for (; count > 0; --count, at += 2) {
            p = {p.x + static_cast<double>(topology.arcs[at]), p.y + static_cast<double>(topology.arcs[at + 1])};
            arcs.back().push_back(p);
        }
        start = arcs.back().front();
    }
    return arcs;
}

/// The rings of each feature, as the page puts them together.
std::vector<std::vector<Ring>> rings_of(const Topology& topology) {
    const auto arcs = arcs_of(topology);
    std::vector<std::vector<Ring>> features;
    for (std::size_t at = 0; at < topology.rings.size();) {
        features.emplace_back();
        for (auto rings = topology.rings[at++]; rings > 0; --rings) {
            Ring made;
            for (auto count = topology.rings[at++]; count > 0; --count, ++at) {
                const auto number = topology.rings[at];
                LineString arc = arcs.at(static_cast<std::size_t>(number < 0 ? -1 - number : number));
                if (number < 0) std::reverse(arc.begin(), arc.end());
                if (!made.empty()) {
                    CHECK(made.back() == arc.front());
                    made.pop_back();
                }
                made.insert(made.end(), arc.begin(), arc.end());
            }
            CHECK(made.front() == made.back());
            features.back().push_back(made);
        }
    }
    return features;
}

std::set<Point> points_of(const Ring& points) {
    return {points.begin(), points.end()};
}

}  // namespace

TEST_CASE("two squares share one arc, and are put together again from three") {
    const std::vector<MultiPolygon> squares{{{square(0, 0, 10), {}}}, {{square(10, 0, 10), {}}}};
    const Topology topology = topology_of(squares);
    CHECK(arcs_of(topology).size() == 3);
    const auto features = rings_of(topology);
    REQUIRE(features.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        REQUIRE(features[i].size() == 1);
        CHECK(doubled_area(features[i][0]) == 200);
        CHECK(points_of(features[i][0]) == points_of(squares[i][0].shell));
    }
}

TEST_CASE("a grid in the hole of another is one arc that both have, in opposite directions") {
    const std::vector<MultiPolygon> ground{{{square(0, 0, 30), {reversed(square(10, 10, 5))}}},
                                           {{square(10, 10, 5), {}}}};
    const Topology topology = topology_of(ground);
    CHECK(arcs_of(topology).size() == 2);
    const auto features = rings_of(topology);
    REQUIRE(features[0].size() == 2);
    CHECK(doubled_area(features[0][0]) == 1800);
    CHECK(doubled_area(features[0][1]) == -50);
    CHECK(doubled_area(features[1][0]) == 50);
}

TEST_CASE("parts, overlaps, rings that touch themselves and features without ground are put together again") {
    const std::vector<MultiPolygon> ground{
        {{square(0, 0, 10), {}}, {square(20, 0, 10), {}}},  // two parts
        {{square(5, 5, 10), {}}},                           // over the first
        {},                                                 // nothing
        {{square(0, 0, 10), {}}},                           // the same as the first part
        {{ring({{0, 40}, {10, 40}, {10, 50}, {10, 60}, {20, 60}, {20, 50}, {10, 50}, {0, 50}}), {}}},
    };
    const auto features = rings_of(topology_of(ground));
    REQUIRE(features.size() == ground.size());
    for (std::size_t i = 0; i < ground.size(); ++i) {
        REQUIRE(features[i].size() == ground[i].size());
        for (std::size_t k = 0; k < ground[i].size(); ++k)
            CHECK(doubled_area(features[i][k]) == doubled_area(ground[i][k].shell));
    }
}

TEST_CASE("each border of a lattice is stored once") {
    std::vector<MultiPolygon> lattice;
    constexpr int side = 8;
    for (int i = 0; i < side * side; ++i)
        lattice.push_back({{square(10.0 * (i % side), 10.0 * (i / side), 10), {}}});
    const Topology topology = topology_of(lattice);
    // Inner borders, and the outline: a segment for each square at a side, two in one at a corner.
    CHECK(arcs_of(topology).size() == 2 * side * (side - 1) + 4 * side - 4);
    for (const auto& rings : rings_of(topology))
        CHECK(doubled_area(rings.at(0)) == 200);
}

TEST_CASE("lines are packed relative to one another, and single points are none") {
    CHECK(packed_lines({{{5, 7}, {6, 9}}, {{1, 1}}, {{4, 7}, {0, 0}, {1, 0}}}) ==
          std::vector<std::int64_t>{2, 5, 7, 1, 2, 3, -1, 0, -4, -7, 1, 0});
}
