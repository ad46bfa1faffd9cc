#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "honeycomb.hpp"

using namespace grid;
using namespace grid::test;

namespace {

TracedUnit trace(const Lattice& l, bool straighten) {
    TraceOptions options;
    options.straighten = straighten;
    return trace_grids(l.mesh, l.plan, l.grid_count, options);
}

std::size_t vertices(const TracedUnit& unit) {
    std::size_t count = 0;
    for (const MultiPolygon& grid : unit.grids) {
        for (const Polygon& polygon : grid) {
            count += polygon.shell.size();
            for (const Ring& hole : polygon.holes)
                count += hole.size();
        }
    }
    return count;
}

std::size_t misplaced(const Lattice& l, const TracedUnit& unit) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < l.mesh.sites.size(); ++i) {
        const auto grid = l.plan[static_cast<std::size_t>(l.mesh.site_cell[i])];
        const Point at{l.mesh.sites[i].x + 1000, l.mesh.sites[i].y + 2000};
        if (!contains(unit.grids[static_cast<std::size_t>(grid)], at)) ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("the zigzag between two rows of cells becomes one straight line") {
    HoneycombOptions options;
    options.height = 2;
    options.grids = 2;
    Lattice l = honeycomb(options);
    for (std::size_t c = 0; c < l.plan.size(); ++c)
        l.plan[c] = c < 12 ? 0 : 1;
    const TracedUnit unit = trace(l, true);
    CHECK(coverage_fault(unit.grids, outline_of(l.mesh)) == "");
    CHECK(misplaced(l, unit) == 0);
    CHECK(unit.grids[0][0].shell.size() <= 6);
    CHECK(unit.borders.inner_m == doctest::Approx(240).epsilon(0.01));
}

TEST_CASE("ragged random plans become shorter and simpler, keep their sites and stay a coverage") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        HoneycombOptions options;
        options.seed = seed;
        options.grids = 2 + static_cast<std::int32_t>(seed % 11);
        options.block_every = static_cast<std::int32_t>(seed % 4);
        options.barrier_row = seed % 3 == 0 ? 5 : -1;
        options.hard = seed % 2 == 0;
        CAPTURE(seed);
        const Lattice l = honeycomb(options);
        const TracedUnit before = trace(l, false);
        const TracedUnit after = trace(l, true);
        REQUIRE(coverage_fault(before.grids, outline_of(l.mesh)) == "");
        REQUIRE(misplaced(l, before) == 0);
        REQUIRE(coverage_fault(after.grids, outline_of(l.mesh)) == "");
        CHECK(misplaced(l, after) == 0);
        CHECK(vertices(after) < vertices(before));
        CHECK(after.borders.inner_m < before.borders.inner_m);
        CHECK(after.borders.inner_on_barrier_m == doctest::Approx(before.borders.inner_on_barrier_m).epsilon(0.02));
        CHECK(crossed_edge(l, after.grids, edge_block) == "");
        if (options.hard) CHECK(crossed_edge(l, after.grids, edge_hard) == "");
        double total = 0;
        for (const MultiPolygon& grid : after.grids)
            total += area(grid);
        CHECK(total == doctest::Approx(240.0 * 200).epsilon(1e-9));
    }
}

TEST_CASE("one grid per cell can be redrawn without losing a cell") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        HoneycombOptions options;
        options.seed = seed;
        options.grids = options.width * options.height;
        const Lattice l = honeycomb(options);
        const TracedUnit after = trace(l, true);
        CHECK(coverage_fault(after.grids, outline_of(l.mesh)) == "");
        CHECK(misplaced(l, after) == 0);
    }
}

TEST_CASE("the order of edges and their direction do not change what is drawn") {
    HoneycombOptions options;
    options.block_every = 3;
    options.barrier_row = 4;
    Lattice l = honeycomb(options);
    const TracedUnit first = trace(l, true);
    Random random{5};
    for (std::size_t i = l.mesh.edges.size(); i > 1; --i) {
        std::swap(l.mesh.edges[i - 1], l.mesh.edges[random() % i]);
        MeshEdge& e = l.mesh.edges[i - 1];
        if (random() % 2 == 0) {
            std::swap(e.a, e.b);
            std::swap(e.left, e.right);
        }
    }
    for (std::size_t i = l.mesh.sites.size(); i > 1; --i) {
        const std::size_t k = random() % i;
        std::swap(l.mesh.sites[i - 1], l.mesh.sites[k]);
        std::swap(l.mesh.site_cell[i - 1], l.mesh.site_cell[k]);
    }
    const TracedUnit second = trace(l, true);
    for (std::size_t g = 0; g < first.grids.size(); ++g)
        CHECK(text(first.grids[g]) == text(second.grids[g]));
    CHECK(first.borders.inner_m == second.borders.inner_m);
}

TEST_CASE("a border around a single cell keeps room for its site") {
    HoneycombOptions options;
    options.grids = 2;
    Lattice l = honeycomb(options);
    std::ranges::fill(l.plan, 0);
    l.plan[5 * 12 + 6] = 1;
    const TracedUnit unit = trace(l, true);
    CHECK(coverage_fault(unit.grids, outline_of(l.mesh)) == "");
    CHECK(misplaced(l, unit) == 0);
    CHECK(area(unit.grids[1]) > 20);
}

TEST_CASE("a finely drawn curve of a barrier is kept, vertices on its straight stretches are not") {
    // Two cells above each other; the barrier between them is an arc of 1 m steps, then straight.
    Mesh mesh;
    mesh.plane = shifted;
    const auto vertex = [](double x, double y, bool is_input) {
        return MeshVertex{{x, y}, shifted.to_output({x, y}), is_input};
    };
    mesh.vertices = {vertex(0, 0, true), vertex(400, 0, true)};
    mesh.shape = {vertex(400, 300, true), vertex(0, 300, true), vertex(0, -300, true), vertex(400, -300, true)};
    for (int x = 1; x < 200; ++x)
        mesh.shape.push_back(vertex(x, x * (200 - x) / 4000.0, false));
    for (int x = 200; x < 400; x += 10)
        mesh.shape.push_back(vertex(x, 0, false));
    const auto inner = static_cast<std::uint32_t>(mesh.shape.size() - 4);
    mesh.cells.resize(3);
    mesh.edges = {
        {.a = 0, .b = 1, .left = 0, .right = 1, .first_shape = 4, .shape_count = inner, .flags = edge_barrier},
        {.a = 1, .b = 0, .left = 0, .right = no_cell, .shape_count = 2, .flags = edge_outline},
        {.a = 0, .b = 1, .left = 1, .right = no_cell, .first_shape = 2, .shape_count = 2, .flags = edge_outline}};
    // A free border somewhere else makes the unit worth redrawing.
    mesh.vertices.push_back(vertex(100, 200, false));
    mesh.shape.push_back(vertex(120, 200, false));
    mesh.shape.push_back(vertex(110, 220, false));
    mesh.edges.push_back({.a = 2, .b = 2, .left = 2, .right = 0, .first_shape = inner + 4, .shape_count = 2});
    mesh.sites = {{110, 205}};
    mesh.site_cell = {2};
    Lattice l{mesh, {0, 1, 2}, 3};
    const TracedUnit unit = trace(l, true);
    CHECK(coverage_fault(unit.grids, outline_of(l.mesh)) == "");
    const Ring& south = unit.grids[1][0].shell;
    const Point top{1100, 2000 + 2.5};
    const auto nearest =
        std::ranges::min_element(south, {}, [&](const Point& p) { return std::hypot(p.x - top.x, p.y - top.y); });
    CHECK(std::hypot(nearest->x - top.x, nearest->y - top.y) < 40);
    CHECK(std::abs(area({{south, {}}}) - (400.0 * 300 + 200.0 * 200 * 200 / 4000 / 6)) < 0.1);
    CHECK(std::ranges::count_if(south, [](const Point& p) { return p.x > 1205 && p.x < 1395; }) == 0);
}

TEST_CASE("sites exactly on a free border hold it in its place") {
    HoneycombOptions options;
    options.height = 2;
    options.grids = 2;
    Lattice l = honeycomb(options);
    for (std::size_t c = 0; c < l.plan.size(); ++c)
        l.plan[c] = c < 12 ? 0 : 1;
    const auto on_border = std::ranges::find_if(l.mesh.edges, [&](const MeshEdge& e) {
        return e.flags == 0 && e.right >= 0 && e.right < 12 && e.left >= 12 && e.right == 5;
    });
    REQUIRE(on_border != l.mesh.edges.end());
    const Point at = l.mesh.vertices[static_cast<std::size_t>(on_border->a)].work;
    l.mesh.sites.push_back(at);
    l.mesh.site_cell.push_back(on_border->left);
    const TracedUnit unit = trace(l, true);
    const Point kept{at.x + 1000, at.y + 2000};
    CHECK(std::ranges::count(unit.grids[0][0].shell, kept) == 1);
    CHECK(coverage_fault(unit.grids, outline_of(l.mesh)) == "");
}
