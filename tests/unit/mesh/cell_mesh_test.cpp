#include "libgrid/mesh/cell_mesh.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

grid::GivenCell cell(const grid::Ring& shell, std::vector<grid::Ring> holes = {}) {
    grid::GivenCell given;
    given.output = {{shell, std::move(holes)}};
    given.households = grid::count_scale;
    return given;
}

grid::Ring square(double x, double y, double size = 1) {
    return {{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}};
}

std::size_t inner_edges(const grid::Mesh& mesh) {
    return static_cast<std::size_t>(
        std::count_if(mesh.edges.begin(), mesh.edges.end(), [](const auto& e) { return e.left >= 0 && e.right >= 0; }));
}

}  // namespace

TEST_CASE("cells side by side share one edge, whichever way their rings run") {
    grid::Ring right = square(1, 0);
    std::reverse(right.begin(), right.end());
    const auto made = grid::make_cell_mesh(std::vector{cell(square(0, 0)), cell(right)}, {});
    CHECK(made.faults.empty());
    CHECK(inner_edges(made.mesh) == 1);
    CHECK(made.outline.size() == 6);
    CHECK(made.mesh.cells[1].area_m2 == doctest::Approx(1));
    CHECK(made.mesh.cells[1].at.x == doctest::Approx(1.5));
}

TEST_CASE("vertices where nothing else meets are points of a polyline") {
    const auto made =
        grid::make_cell_mesh(std::vector{cell({{0, 0}, {1, 0}, {1.1, 0.3}, {0.9, 0.6}, {1, 1}, {0, 1}, {0, 0}}),
                                         cell({{1, 0}, {2, 0}, {2, 1}, {1, 1}, {0.9, 0.6}, {1.1, 0.3}, {1, 0}})},
                             {});
    REQUIRE(inner_edges(made.mesh) == 1);
    const auto inner = std::find_if(made.mesh.edges.begin(), made.mesh.edges.end(),
                                    [](const auto& e) { return e.left >= 0 && e.right >= 0; });
    CHECK(inner->shape_count == 2);
}

TEST_CASE("an enclave is bounded by a ring without a node") {
    const auto made = grid::make_cell_mesh(
        std::vector{cell(square(0, 0, 10), {{{4, 4}, {4, 6}, {6, 6}, {6, 4}, {4, 4}}}), cell(square(4, 4, 2))}, {});
    CHECK(made.faults.empty());
    CHECK(inner_edges(made.mesh) == 1);
    CHECK(made.mesh.cells[0].area_m2 == doctest::Approx(96));
}

TEST_CASE("a cell that is there twice is a fault") {
    const auto made = grid::make_cell_mesh(std::vector{cell(square(0, 0)), cell(square(0, 0))}, {});
    CHECK_FALSE(made.faults.empty());
}

TEST_CASE("cells that overlap, or lack a vertex on their common border, are faults") {
    CHECK_FALSE(grid::make_cell_mesh(std::vector{cell(square(0, 0)), cell(square(0.5, 0.5))}, {}).faults.empty());
    CHECK_FALSE(grid::make_cell_mesh(std::vector{cell(square(0, 0, 2)), cell(square(2, 0)), cell(square(2, 1))}, {})
                    .faults.empty());
}

TEST_CASE("a gap between cells is no fault") {
    CHECK(grid::make_cell_mesh(std::vector{cell(square(0, 0)), cell(square(5, 0))}, {}).faults.empty());
}

TEST_CASE("repeated points and spikes do not disturb the matching") {
    const auto made = grid::make_cell_mesh(
        std::vector{cell({{0, 0}, {1, 0}, {1, 0}, {1, 1}, {0.5, 1}, {0.5, 1.5}, {0.5, 1}, {0, 1}, {0, 0}}),
                    cell(square(1, 0))},
        {});
    CHECK(made.faults.empty());
    CHECK(inner_edges(made.mesh) == 1);
}
