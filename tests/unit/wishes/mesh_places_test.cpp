#include "libgrid/wishes/mesh_places.hpp"
#include "libgrid/mesh/tessellate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace {

/// A square of 1 km, its sites at random places, and some barriers across it.
struct Town {
    grid::MultiPolygon outline{{{{0, 0}, {1000, 0}, {1000, 1000}, {0, 1000}, {0, 0}}, {}}};
    std::vector<grid::MeshSite> sites;
    std::vector<grid::BarrierSegment> barriers;

    explicit Town(unsigned seed, int count = 150) {
        std::mt19937 chance(seed);
        std::uniform_real_distribution<double> place(1, 999);
        for (int i = 0; i < count; ++i)
            sites.push_back({{place(chance), place(chance)}, grid::count_scale});
        for (int i = 0; i < 6; ++i)
            barriers.push_back({{place(chance), -1}, {place(chance), 1001}});
        barriers.push_back({{500, 500}, {500, 900}});  // ends on open ground, and is upright
    }

    [[nodiscard]] grid::Mesh mesh() const {
        grid::UnitGround ground;
        ground.outline = outline;
        ground.plane = grid::plane_of(grid::box_of(outline), {1, 1});
        ground.sites = sites;
        ground.barriers = barriers;
        return grid::tessellate(ground);
    }
};

}  // namespace

TEST_CASE("the cell at a site is that of the site") {
    for (unsigned seed = 1; seed <= 10; ++seed) {
        const Town town(seed);
        const grid::Mesh mesh = town.mesh();
        for (std::size_t s = 0; s < town.sites.size(); ++s)
            CHECK(grid::cell_at(mesh, town.sites[s].at) == mesh.site_cell[s]);
        CHECK(grid::cell_at(mesh, {-1, 500}) == grid::no_cell);
        CHECK(grid::cell_at(mesh, {500, 1001}) == grid::no_cell);
    }
}

TEST_CASE("edges along a barrier are those of the barrier, and edges across a line part what it crosses") {
    const Town town(3);
    const grid::Mesh mesh = town.mesh();
    const grid::BarrierSegment& barrier = town.barriers.front();
    const grid::MultiLineString line{{barrier.p, barrier.q}};
    double length = 0;
    for (const std::int32_t e : grid::edges_along(mesh, line, 0.02)) {
        CHECK((mesh.edges[static_cast<std::size_t>(e)].flags & grid::edge_barrier) != 0);
        length += mesh.edges[static_cast<std::size_t>(e)].length_m;
    }
    const double whole = 1000.0 / 1002 * mesh.plane.scale.distance(barrier.p, barrier.q);
    CHECK(length == doctest::Approx(whole).epsilon(1e-6));
    // From the cell of one site to that of another a straight line crosses an edge of the first.
    const grid::MultiLineString way{{town.sites[0].at, town.sites[1].at}};
    bool leaves = false;
    for (const std::int32_t e : grid::edges_across(mesh, way)) {
        const grid::MeshEdge& edge = mesh.edges[static_cast<std::size_t>(e)];
        leaves = leaves || edge.left == mesh.site_cell[0] || edge.right == mesh.site_cell[0];
    }
    CHECK(leaves);
}

TEST_CASE("edges through an area are in it, and not those on its border") {
    const Town town(5);
    const grid::Mesh mesh = town.mesh();
    const auto area = [](double west, double south, double east, double north) {
        return grid::MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}, {}}};
    };
    CHECK(grid::edges_through(mesh, town.outline, 0.02, grid::EdgesOf::outline).empty());
    const std::vector<std::int32_t> through = grid::edges_through(mesh, town.outline, 0.02);
    for (std::size_t e = 0; e < mesh.edges.size(); ++e) {
        const grid::MeshEdge& edge = mesh.edges[e];
        if (edge.left == grid::no_cell || edge.right == grid::no_cell || edge.left == edge.right) continue;
        const bool is_found = std::binary_search(through.begin(), through.end(), static_cast<std::int32_t>(e));
        CHECK((is_found || edge.length_m < 0.05));
    }
    CHECK(grid::edges_through(mesh, area(2000, 0, 3000, 100), 0.02).empty());
    CHECK_FALSE(grid::edges_through(mesh, area(-50, 100, 50, 200), 0.02, grid::EdgesOf::outline).empty());
}
