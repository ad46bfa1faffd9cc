#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "honeycomb.hpp"

using namespace grid;
using namespace grid::test;

namespace {

TracedUnit trace(const Lattice& l, bool straighten) {
    TraceOptions options;
    options.straighten = straighten;
    return trace_grids(l.mesh, l.plan, l.grid_count, ShiftProjection(), options);
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
