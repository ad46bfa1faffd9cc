#include "libgrid/view/colours.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>

#include "tests/unit/view/shapes.hpp"

namespace {

using grid::choose_colours;
using grid::find_neighbours;
using grid::MultiPolygon;
using grid::NeighbourGraph;
using grid::test::lattice;
using grid::test::wheel;

const grid::GroundScale metres;

std::int32_t count_of(const std::vector<std::int32_t>& colours) {
    return colours.empty() ? 0 : *std::ranges::max_element(colours) + 1;
}

/// The number of colours; 0 if two neighbours have the same, or a polygon has none.
std::int32_t valid_count(const NeighbourGraph& graph) {
    const std::vector<std::int32_t> colours = choose_colours(graph);
    REQUIRE(colours.size() == graph.size());
    for (std::size_t i = 0; i < colours.size(); ++i) {
        if (colours[i] < 0) return 0;
        for (const std::int32_t other : graph.of(static_cast<std::int32_t>(i))) {
            if (colours[static_cast<std::size_t>(other)] == colours[i]) return 0;
        }
    }
    return count_of(colours);
}

std::int32_t valid_count(const std::vector<MultiPolygon>& shapes) {
    return valid_count(find_neighbours(shapes, metres));
}

NeighbourGraph complete(std::int32_t n) {
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
    for (std::int32_t a = 0; a < n; ++a) {
        for (std::int32_t b = a + 1; b < n; ++b)
            pairs.emplace_back(a, b);
    }
    return {static_cast<std::size_t>(n), pairs};
}

/// Rows of hexagons: as many neighbours as a map has on average.
NeighbourGraph honeycomb(std::int32_t columns, std::int32_t rows) {
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
    for (std::int32_t row = 0; row < rows; ++row) {
        for (std::int32_t column = 0; column < columns; ++column) {
            const std::int32_t v = row * columns + column;
            if (column + 1 < columns) pairs.emplace_back(v, v + 1);
            if (row + 1 == rows) continue;
            pairs.emplace_back(v, v + columns);
            const std::int32_t side = row % 2 == 0 ? column - 1 : column + 1;
            if (side >= 0 && side < columns) pairs.emplace_back(v, v + columns + (row % 2 == 0 ? -1 : 1));
        }
    }
    return {static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), pairs};
}

/// A triangle, into a face of which a vertex is put again and again: a planar graph with as many edges as can be.
NeighbourGraph triangulation(std::int32_t n, std::uint32_t seed) {
    std::mt19937 dice(seed);
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs{{0, 1}, {0, 2}, {1, 2}};
    std::vector<std::array<std::int32_t, 3>> faces{{0, 1, 2}, {0, 1, 2}};
    for (std::int32_t v = 3; v < n; ++v) {
        auto& face = faces[dice() % faces.size()];
        const auto [a, b, c] = face;
        for (const std::int32_t corner : {a, b, c})
            pairs.emplace_back(corner, v);
        face = {a, b, v};
        faces.push_back({b, c, v});
        faces.push_back({a, c, v});
    }
    return {static_cast<std::size_t>(n), pairs};
}

}  // namespace

TEST_CASE("Nothing, one polygon and two islands need no neighbours to be coloured") {
    CHECK(valid_count(std::vector<MultiPolygon>{}) == 0);
    CHECK(valid_count(lattice(1, 1)) == 1);
    CHECK(valid_count({{grid::test::rectangle(0, 0, 1, 1)}, {grid::test::rectangle(500, 0, 1, 1)}}) > 0);
}

TEST_CASE("Polygons that all border on each other have as many colours as there are") {
    for (const std::int32_t n : {2, 3, 4, 5, 8, 20})
        CHECK(valid_count(complete(n)) == n);
}

TEST_CASE("Wheels have four colours, around a hub with an odd or an even number of sectors") {
    for (const int sectors : {3, 4, 5, 6, 7, 31, 100})
        CHECK(valid_count(wheel(sectors)) == 4);
}

TEST_CASE("Lattices of any size have four colours, each used about equally often") {
    CHECK(valid_count(lattice(7, 5)) == 4);
    const NeighbourGraph graph = find_neighbours(lattice(400, 250), metres);
    CHECK(graph.of(401).size() == 4);
    CHECK(valid_count(graph) == 4);
    const std::vector<std::int32_t> colours = choose_colours(graph);
    for (std::int32_t c = 0; c < 4; ++c) {
        const auto used = std::ranges::count(colours, c);
        CHECK(used > 20'000);
        CHECK(used < 30'000);
    }
}

TEST_CASE("A honeycomb of 160,000 grids has four colours") {
    CHECK(valid_count(honeycomb(400, 400)) == 4);
}

TEST_CASE("Planar graphs with as many neighbours as can be have at most five colours") {
    for (const std::uint32_t seed : {1U, 2U, 3U, 4U, 5U}) {
        const std::int32_t count = valid_count(triangulation(20'000, seed));
        CHECK(count >= 4);
        CHECK(count <= 5);
    }
}

TEST_CASE("The colours are the same each time, and do not depend on the order of the pairs") {
    const NeighbourGraph graph = triangulation(1000, 7);
    std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
    for (std::int32_t v = 999; v >= 0; --v) {
        for (const std::int32_t other : graph.of(v))
            pairs.emplace_back(other, v);
    }
    CHECK(choose_colours(graph) == choose_colours(NeighbourGraph(1000, pairs)));
}
