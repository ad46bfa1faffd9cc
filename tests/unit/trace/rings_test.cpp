#include <doctest/doctest.h>

#include <algorithm>

#include "lattice.hpp"
#include "libgrid/core/error.hpp"
#include "random.hpp"

using namespace grid;
using namespace grid::test;

namespace {

// Corners of the lattice rows' bounding box.
std::function<bool(const Point&)> corners(double width, double height) {
    return [=](const Point& p) { return (p.x == 0 || p.x == width) && (p.y == 0 || p.y == height); };
}

TracedUnit trace(const Lattice& l) {
    return trace_grids(l.mesh, l.plan, l.grid_count);
}

std::string fault(const Lattice& l) {
    return coverage_fault(trace(l).grids, outline_of(l.mesh));
}

}  // namespace

TEST_CASE("two halves of a unit share one line") {
    const Lattice l = lattice({"AB", "AB"});
    const TracedUnit unit = trace(l);
    CHECK(text(unit.grids[0]) == "POLYGON((0 0,1 0,1 1,1 2,0 2,0 1,0 0))");
    CHECK(text(unit.grids[1]) == "POLYGON((1 0,2 0,2 1,2 2,1 2,1 1,1 0))");
    CHECK(unit.borders.inner_m == 2);
    CHECK(unit.borders.inner_on_barrier_m == 0);
    CHECK(unit.splits.empty());
}

TEST_CASE("outline vertices that are not from the input stay only where a border ends") {
    Lattice l = lattice({"ABB", "ABB"}, corners(3, 2));
    l.mesh.outline_segments = {{{1000, 2000}, {1003, 2000}}, {{1003, 2002}, {1000, 2002}}};
    for (MeshVertex& v : l.mesh.vertices) {
        if (!v.is_input && v.work.y != 1) v.outline_segment = v.work.y == 0 ? 0 : 1;
    }
    TraceOptions options;
    options.straighten = false;
    const TracedUnit unit = trace_grids(l.mesh, l.plan, l.grid_count, options);
    CHECK(text(unit.grids[0]) == "POLYGON((0 0,1 0,1 1,1 2,0 2,0 0))");
    CHECK(text(unit.grids[1]) == "POLYGON((1 0,3 0,3 2,1 2,1 1,1 0))");
    REQUIRE(unit.splits.size() == 2);
    CHECK(unit.splits[0].a == Point{1000, 2000});
    CHECK(unit.splits[0].b == Point{1003, 2000});
    CHECK(unit.splits[0].nodes == std::vector<Point>{{1001, 2000}});
    CHECK(unit.splits[1].a == Point{1000, 2002});
    CHECK(unit.splits[1].b == Point{1003, 2002});
    CHECK(unit.splits[1].nodes == std::vector<Point>{{1001, 2002}});
}

TEST_CASE("an enclave becomes a hole of the grid around it") {
    const TracedUnit unit = trace(lattice({"AAA", "ABA", "AAA"}));
    CHECK(text(unit.grids[0]) ==
          "POLYGON((0 0,1 0,2 0,3 0,3 1,3 2,3 3,2 3,1 3,0 3,0 2,0 1,0 0),(1 1,1 2,2 2,2 1,1 1))");
    CHECK(text(unit.grids[1]) == "POLYGON((1 1,2 1,2 2,1 2,1 1))");
}

TEST_CASE("holes, islands and enclaves of every kind give valid polygons and an exact coverage") {
    const std::vector<std::vector<std::string>> cases = {
        {"AAA", "A.A", "AAA"},                          // the unit has a hole
        {"AB.CC", "AB.CC"},                             // two parts
        {"AAAAA", "ABBBA", "ABCBA", "ABBBA", "AAAAA"},  // an enclave in an enclave
        {"AAAAA", "ABBBA", "ABABA", "ABBBA", "AAAAA"},  // the outer grid again inside
        {"AB", "BA"},                                   // all four meet in a point
        {"AB", "CD"},                                   // four different grids
        {"A.", ".A"},                                   // two parts touching in a point
        {"A.", ".B"},                                   // two grids touching in a point
        {"AAA", "A.A", "AA."},                          // a hole of the unit that touches the outside
        {"AAAA", "AB.A", "A.BA", "AAAA"},               // holes touching each other, with enclaves
        {"AAA", "ABA", "BAA"},                          // an enclave touching the outline and itself
        {"AAAA", "ABAA", "AABA", "AAAA"},               // an enclave of two parts touching in a point
        {"BAAA", "ABAA", "AABA", "AAAB"},               // a diagonal that cuts the grid in two
        {"AAAAA", "A.A.A", "AA.AA", "A.A.A", "AAAAA"},  // holes that cut off a part which touches in points
        {"ABABA", "BABAB", "ABABA", "BABAB", "ABABA"},  // a chessboard
    };
    for (const auto& rows : cases) {
        CAPTURE(rows.front());
        const Lattice l = lattice(rows);
        CHECK(fault(l) == "");
    }
}

TEST_CASE("a ring that touches itself becomes shell and hole") {
    const TracedUnit unit = trace(lattice({"AAA", "ABA", "BAA"}));
    CHECK(text(unit.grids[0]) ==
          "POLYGON((0 1,1 1,1 0,2 0,3 0,3 1,3 2,3 3,2 3,1 3,0 3,0 2,0 1),(1 1,1 2,2 2,2 1,1 1))");
    const TracedUnit closed = trace(lattice({"AAA", "A.A", "AA."}));
    CHECK(text(closed.grids[0]) ==
          "POLYGON((0 0,1 0,2 0,2 1,3 1,3 2,3 3,2 3,1 3,0 3,0 2,0 1,0 0),(1 1,1 2,2 2,2 1,1 1))");
}

TEST_CASE("parts that touch in a point are separate polygons") {
    CHECK(text(trace(lattice({"A.", ".A"})).grids[0]) ==
          "POLYGON((0 1,1 1,1 2,0 2,0 1)) POLYGON((1 0,2 0,2 1,1 1,1 0))");
}

TEST_CASE("random lattices with any labels give valid polygons and an exact coverage") {
    Random random{7};
    for (int round = 0; round < 300; ++round) {
        const std::size_t width = 1 + random() % 7;
        const std::size_t height = 1 + random() % 7;
        const std::size_t labels = 1 + random() % 4;
        std::vector<std::string> rows(height, std::string(width, 'A'));
        for (std::string& row : rows) {
            for (char& c : row) {
                const std::size_t label = random() % (labels + 1);
                c = label == labels ? '.' : static_cast<char>('A' + label);
            }
        }
        CAPTURE(round);
        Lattice l = lattice(rows);
        const auto grids = trace(l).grids;
        REQUIRE(coverage_fault(grids, outline_of(l.mesh)) == "");
        for (std::int32_t g = 0; g < l.grid_count; ++g) {
            CHECK(area(grids[static_cast<std::size_t>(g)]) == double(std::ranges::count(l.plan, g)));
        }
        // The order of the edges and their direction do not matter.
        for (std::size_t i = l.mesh.edges.size(); i > 1; --i) {
            std::swap(l.mesh.edges[i - 1], l.mesh.edges[random() % i]);
            MeshEdge& e = l.mesh.edges[i - 1];
            if (random() % 2 == 0) {
                std::swap(e.a, e.b);
                std::swap(e.left, e.right);
            }
        }
        const auto again = trace(l).grids;
        for (std::size_t g = 0; g < grids.size(); ++g)
            CHECK(text(grids[g]) == text(again[g]));
    }
}

TEST_CASE("polylines keep their points bit for bit and in order") {
    Mesh mesh;
    const auto input = [](double x, double y) { return MeshVertex{{x * 3, y * 3}, {x + 1e-13, y}, true}; };
    mesh.vertices = {input(0.1, 0), input(0.1, 1)};
    mesh.shape = {input(-1, 0), input(-1, 1), input(0.2, 0.3), input(0.15, 0.7), input(2, 1), input(2, 0)};
    mesh.cells.resize(2);
    mesh.edges = {
        {.a = 0, .b = 1, .left = no_cell, .right = 0, .first_shape = 0, .shape_count = 2, .flags = edge_outline},
        {.a = 0, .b = 1, .left = 0, .right = 1, .first_shape = 2, .shape_count = 2, .flags = edge_given},
        {.a = 1, .b = 0, .left = no_cell, .right = 1, .first_shape = 4, .shape_count = 2, .flags = edge_outline}};
    const TracedUnit unit = trace_grids(mesh, {0, 1}, 2);
    const auto out = [](const MeshVertex& v) { return v.output; };
    const std::vector<MeshVertex>& s = mesh.shape;
    const Point low = mesh.vertices[0].output;
    const Point high = mesh.vertices[1].output;
    CHECK(unit.grids[0][0].shell == Ring{out(s[0]), low, out(s[2]), out(s[3]), high, out(s[1]), out(s[0])});
    CHECK(unit.grids[1][0].shell == Ring{low, out(s[5]), out(s[4]), high, out(s[3]), out(s[2]), low});
    // One grid alone: the outline is a ring without a node.
    const TracedUnit whole = trace_grids(mesh, {0, 0}, 1);
    CHECK(whole.grids[0][0].shell == Ring{out(s[0]), low, out(s[5]), out(s[4]), high, out(s[1]), out(s[0])});
}

TEST_CASE("a cell of several parts with holes gives each hole to its own part") {
    Lattice l = lattice({"AAA.CCC", "ABA.CDC", "AAA.CCC"});
    for (MeshEdge& e : l.mesh.edges) {
        for (std::int32_t* side : {&e.left, &e.right}) {
            if (*side != no_cell) *side = l.plan[static_cast<std::size_t>(*side)] % 2;  // two cells of two parts each
        }
    }
    l.mesh.cells.resize(2);
    const TracedUnit unit = trace_grids(l.mesh, {0, 1}, 2);
    CHECK(unit.grids[0].size() == 2);
    CHECK(unit.grids[0][0].holes.size() == 1);
    CHECK(unit.grids[0][1].holes.size() == 1);
    CHECK(coverage_fault(unit.grids, outline_of(l.mesh)) == "");
}

TEST_CASE("random outlines without input vertices between the corners keep only the ends of borders") {
    Random random{11};
    for (int round = 0; round < 100; ++round) {
        const std::size_t size = 2 + random() % 5;
        std::vector<std::string> rows(size, std::string(size, 'A'));
        for (std::string& row : rows) {
            for (char& c : row)
                c = static_cast<char>('A' + random() % 3);
        }
        CAPTURE(round);
        const Lattice l = lattice(rows, corners(double(size), double(size)));
        const TracedUnit unit = trace(l);
        REQUIRE(coverage_fault(unit.grids, outline_of(l.mesh)) == "");
        for (const OutlineSplit& split : unit.splits)
            CHECK(split.a < split.b);
        // What a neighbour without borders of its own gets is the whole list.
        const double n = double(size);
        MultiPolygon below{{{{1000, 1990}, {1000 + n, 1990}, {1000 + n, 2000}, {1000, 2000}, {1000, 1990}}, {}}};
        OutlineMatcher(unit.splits).complete(below);
        std::size_t expected = 0;
        for (const OutlineSplit& split : unit.splits)
            expected += split.b.y == 2000 ? split.nodes.size() : 0;
        CHECK(below[0].shell.size() == 5 + expected);
    }
}

TEST_CASE("a mesh that is not planar is refused") {
    Lattice l = lattice({"AB", "AB"});
    SUBCASE("a border ends") {
        l.mesh.edges.erase(l.mesh.edges.begin());
    }
    SUBCASE("the sides of an edge are exchanged") {
        const auto inner = std::ranges::find_if(l.mesh.edges, [](const MeshEdge& e) { return e.flags == 0; });
        std::swap(inner->left, inner->right);
        inner->left = inner->right;
        inner->right = no_cell;
    }
    SUBCASE("a vertex is out of range") {
        l.mesh.edges[0].a = 99;
    }
    SUBCASE("a grid is out of range") {
        l.plan[0] = 2;
    }
    SUBCASE("a cell is out of range") {
        l.mesh.edges[0].left = 4;
    }
    CHECK_THROWS_AS((void)trace_grids(l.mesh, l.plan, 2), GeometryError);
}
