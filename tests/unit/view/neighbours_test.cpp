#include "libgrid/view/neighbours.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/view/shapes.hpp"

namespace {

using grid::find_neighbours;
using grid::MultiPolygon;
using grid::NeighbourGraph;
using grid::Polygon;
using grid::test::cell_m;
using grid::test::lattice;
using grid::test::rectangle;

const grid::GroundScale metres;

std::vector<std::int32_t> beside(const NeighbourGraph& graph, std::int32_t i) {
    return {graph.of(i).begin(), graph.of(i).end()};
}

using List = std::vector<std::int32_t>;

}  // namespace

TEST_CASE("In a lattice the squares at the four sides are neighbours, and those at the corners are not") {
    const NeighbourGraph graph = find_neighbours(lattice(3, 3), metres);
    REQUIRE(graph.size() == 9);
    CHECK(beside(graph, 0) == List{1, 3});
    CHECK(beside(graph, 4) == List{1, 3, 5, 7});
    CHECK(beside(graph, 8) == List{5, 7});
}

TEST_CASE("No polygons and a single one have no neighbours") {
    CHECK(find_neighbours({}, metres).size() == 0);
    const std::vector<MultiPolygon> one = lattice(1, 1);
    CHECK(beside(find_neighbours(one, metres), 0).empty());
    CHECK(find_neighbours(std::vector<MultiPolygon>(3), metres).size() == 3);  // without geometry
}

TEST_CASE("Borders whose vertices do not match are shared where they run along each other") {
    // One long side against two short ones, and a square that touches at a corner only.
    const std::vector<MultiPolygon> shapes{{rectangle(0, 0, 100, 200)},
                                           {rectangle(100, 0, 100, 120)},
                                           {rectangle(100, 120, 100, 80)},
                                           {rectangle(200, 200, 100, 100)}};
    const NeighbourGraph graph = find_neighbours(shapes, metres);
    CHECK(beside(graph, 0) == List{1, 2});
    CHECK(beside(graph, 1) == List{0, 2});
    CHECK(beside(graph, 3).empty());
}

TEST_CASE("A border that is shared over a few centimetres only makes neighbours, a common corner does not") {
    const std::vector<MultiPolygon> shapes{
        {rectangle(0, 0, 100, 100)}, {rectangle(100, 99.95, 100, 100)}, {rectangle(-100, 100, 100, 100)}};
    const NeighbourGraph graph = find_neighbours(shapes, metres);
    CHECK(beside(graph, 0) == List{1});
}

TEST_CASE("Polygons with a narrow gap between them are neighbours, and with a street between them they are not") {
    const std::vector<MultiPolygon> shapes{
        {rectangle(0, 0, 100, 100)}, {rectangle(100.3, 0, 100, 100)}, {rectangle(210, 0, 100, 100)}};
    const NeighbourGraph graph = find_neighbours(shapes, metres);
    CHECK(beside(graph, 0) == List{1});
    CHECK(beside(graph, 2).empty());
    CHECK(beside(find_neighbours(shapes, metres, 20), 2) == List{1});
}

TEST_CASE("Polygons that overlap are neighbours, also where one lies wholly in another") {
    const std::vector<MultiPolygon> shapes{{rectangle(0, 0, 100, 100)},
                                           {rectangle(50, 50, 100, 100)},
                                           {rectangle(10, 10, 20, 20)},
                                           {rectangle(400, 400, 10, 10)}};
    const NeighbourGraph graph = find_neighbours(shapes, metres);
    CHECK(beside(graph, 0) == List{1, 2});
    CHECK(beside(graph, 1) == List{0});
    CHECK(beside(graph, 3).empty());
}

TEST_CASE("Polygons that are the same are neighbours of each other and of all around") {
    std::vector<MultiPolygon> shapes = lattice(3, 1);
    shapes.push_back(shapes[1]);
    shapes.push_back(shapes[1]);
    const NeighbourGraph graph = find_neighbours(shapes, metres);
    CHECK(beside(graph, 0) == List{1, 3, 4});
    CHECK(beside(graph, 1) == List{0, 2, 3, 4});
    CHECK(beside(graph, 4) == List{0, 1, 2, 3});
}

TEST_CASE("A grid in the hole of another one, and one of several parts, are neighbours of what they border on") {
    Polygon ring = rectangle(0, 0, 100, 100);
    ring.holes.push_back({{40, 40}, {40, 60}, {60, 60}, {60, 40}, {40, 40}});
    MultiPolygon parts{rectangle(40, 40, 20, 20), rectangle(300, 0, 50, 50)};
    const std::vector<MultiPolygon> shapes{{ring}, parts, {rectangle(350, 0, 50, 50)}, {rectangle(0, 500, 10, 10)}};
    const NeighbourGraph graph = find_neighbours(shapes, metres);
    CHECK(beside(graph, 0) == List{1});
    CHECK(beside(graph, 1) == List{0, 2});
    CHECK(beside(graph, 2) == List{1});
    CHECK(beside(graph, 3).empty());
}

TEST_CASE("In degrees a metre is a metre: the distance east is shorter in the north") {
    constexpr double degree = 1 / grid::metres_per_degree;
    grid::GroundScale scale{grid::metres_per_degree, true};
    const auto pair_at = [&](double gap_m) {
        const double x = (cell_m + gap_m) * 2 * degree;  // at 60 degrees north
        return std::vector<MultiPolygon>{{rectangle(0, 60, 2 * cell_m * degree, cell_m * degree)},
                                         {rectangle(x, 60, 2 * cell_m * degree, cell_m * degree)}};
    };
    CHECK(beside(find_neighbours(pair_at(0.4), scale), 0) == List{1});
    CHECK(beside(find_neighbours(pair_at(0.6), scale), 0).empty());
}
