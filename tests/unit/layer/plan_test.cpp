#include "libgrid/layer/plan.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

namespace {

/// Columns x rows square cells of 10 m with 100 households each.
struct Lattice {
    std::int32_t columns;
    std::int32_t rows;
    grid::Mesh mesh;

    Lattice(std::int32_t width, std::int32_t height) : columns(width), rows(height) {
        for (std::int32_t r = 0; r < rows; ++r) {
            for (std::int32_t c = 0; c < columns; ++c) {
                grid::MeshCell cell;
                cell.at = {c * 10.0 + 5, r * 10.0 + 5};
                cell.area_m2 = 100;
                cell.sites = 1;
                cell.households = 100 * grid::count_scale;
                cell.workload = 100;
                mesh.cells.push_back(cell);
                if (c > 0) add_edge(r * columns + c - 1, r * columns + c);
                if (r > 0) add_edge((r - 1) * columns + c, r * columns + c);
            }
        }
    }
    void add_edge(std::int32_t left, std::int32_t right) {
        grid::MeshEdge edge;
        edge.left = left;
        edge.right = right;
        edge.length_m = 10;
        mesh.edges.push_back(edge);
    }
    /// A hard barrier to the right of column c.
    void wall_after(std::int32_t c) {
        for (grid::MeshEdge& edge : mesh.edges) {
            if (edge.right == edge.left + 1 && edge.left % columns == c)
                edge.flags = grid::edge_barrier | grid::edge_hard;
        }
    }
    [[nodiscard]] std::set<std::int32_t> grids_of_column(const grid::UnitPlan& plan, std::int32_t c) const {
        std::set<std::int32_t> grids;
        for (std::int32_t r = 0; r < rows; ++r)
            grids.insert(plan.grid[static_cast<std::size_t>(r * columns + c)]);
        return grids;
    }
};

}  // namespace

TEST_CASE("a lattice of 4,000 households becomes ten grids of 400") {
    const Lattice lattice(8, 5);
    const auto plan = grid::plan_unit(lattice.mesh, {});
    CHECK(plan.grid_count == 10);
    CHECK(plan.fit == grid::CountFit::fits);
    std::vector<int> sizes(10, 0);
    for (const std::int32_t g : plan.grid)
        ++sizes[static_cast<std::size_t>(g)];
    for (const int size : sizes)
        CHECK(size == 4);
}

TEST_CASE("no grid spans a hard barrier where both sides can stand alone") {
    Lattice lattice(8, 5);
    lattice.wall_after(2);
    const auto plan = grid::plan_unit(lattice.mesh, {});
    CHECK_FALSE(plan.spans_hard_barrier);
    std::set<std::int32_t> left;
    for (const std::int32_t c : {0, 1, 2})
        left.merge(lattice.grids_of_column(plan, c));
    for (const std::int32_t c : {3, 4, 5, 6, 7}) {
        for (const std::int32_t g : lattice.grids_of_column(plan, c))
            CHECK(left.count(g) == 0);
    }
}

TEST_CASE("a strip behind a hard barrier that is too small for a grid is joined, and the plan says so") {
    Lattice lattice(9, 2);
    lattice.wall_after(0);
    const auto plan = grid::plan_unit(lattice.mesh, {});
    CHECK(plan.spans_hard_barrier);
}

TEST_CASE("a fixed number of grids is kept") {
    const Lattice lattice(8, 5);
    grid::PlanOptions options;
    options.count = 8;
    const auto plan = grid::plan_unit(lattice.mesh, options);
    CHECK(plan.grid_count == 8);
    CHECK(std::set(plan.grid.begin(), plan.grid.end()).size() == 8);
}

TEST_CASE("more grids than cells are not made") {
    const Lattice lattice(2, 2);
    grid::PlanOptions options;
    options.count = 7;
    const auto plan = grid::plan_unit(lattice.mesh, options);
    CHECK(plan.grid_count == 4);
    CHECK(plan.fit == grid::CountFit::not_enough_cells);
}

TEST_CASE("a dedicated cell is a grid by itself after the general ones, outside the balance") {
    Lattice lattice(8, 5);
    lattice.mesh.cells[20].dedicated = 0;
    const auto plan = grid::plan_unit(lattice.mesh, {});
    CHECK(plan.grid_count == plan.general_count + 1);
    CHECK(plan.grid[20] == plan.general_count);
}

TEST_CASE("a unit that is dedicated throughout has no general grid") {
    Lattice lattice(1, 1);
    lattice.mesh.cells[0].dedicated = 0;
    const auto plan = grid::plan_unit(lattice.mesh, {});
    CHECK(plan.general_count == 0);
    CHECK(plan.grid_count == 1);
}

TEST_CASE("an island that is too small joins the nearest land") {
    Lattice lattice(8, 5);
    grid::MeshCell island = lattice.mesh.cells[0];
    island.at = {200, 5};
    lattice.mesh.cells.push_back(island);
    const auto plan = grid::plan_unit(lattice.mesh, {});
    CHECK(plan.disconnected);
    CHECK(lattice.grids_of_column(plan, 7).count(plan.grid.back()) == 1);
}

TEST_CASE("households and workload are balanced together") {
    Lattice lattice(12, 12);
    for (std::size_t c = 0; c < lattice.mesh.cells.size(); ++c) {
        lattice.mesh.cells[c].workload = 50 + static_cast<double>((c * 7919) % 101);
    }
    grid::PlanOptions options;
    options.count = 12;
    options.has_workload = true;
    const auto plan = grid::plan_unit(lattice.mesh, options);
    std::vector<double> work(12, 0);
    double total = 0;
    for (std::size_t c = 0; c < plan.grid.size(); ++c) {
        work[static_cast<std::size_t>(plan.grid[c])] += lattice.mesh.cells[c].workload;
        total += lattice.mesh.cells[c].workload;
    }
    for (const double w : work)
        CHECK(std::abs(w / (total / 12) - 1) <= 0.1);
}

TEST_CASE("a cell too heavy for a grid takes no grid away from the others") {
    Lattice lattice(8, 5);
    lattice.mesh.cells[0].households = 4000 * grid::count_scale;  // with the other 39 cells: 7,900
    const auto plan = grid::plan_unit(lattice.mesh, {});
    // Alone, and 3,900 households besides: 10 grids of 390. By the plain total they would be 20, of 205.
    CHECK(plan.grid_count == 11);
    std::vector<int> cells(11, 0);
    for (const std::int32_t g : plan.grid)
        ++cells[static_cast<std::size_t>(g)];
    for (std::size_t g = 0; g < cells.size(); ++g) {
        const bool heavy = static_cast<std::int32_t>(g) == plan.grid[0];
        CHECK((heavy ? cells[g] == 1 : cells[g] >= 3 && cells[g] <= 5));
    }
}

TEST_CASE("with a given number of grids the tolerance is kept on both sides of a hard barrier where it can be") {
    Lattice lattice(67, 9);  // 603 cells of one household; 216 of them before the wall
    for (grid::MeshCell& cell : lattice.mesh.cells)
        cell.households = grid::count_scale;
    lattice.wall_after(23);
    grid::PlanOptions options;
    options.count = 9;
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
        options.seed = seed;
        const auto plan = grid::plan_unit(lattice.mesh, options);
        CHECK_FALSE(plan.spans_hard_barrier);
        std::vector<int> sizes(9, 0);
        for (const std::int32_t g : plan.grid)
            ++sizes[static_cast<std::size_t>(g)];
        for (const int size : sizes)
            CHECK((size >= 61 && size <= 73));  // within 10 % of 67
    }
}

TEST_CASE("a year later nobody lives in a previous grid, and there is no minimum") {
    Lattice lattice(8, 5);
    grid::PlanOptions options;
    options.size = {400 * grid::count_scale, 0, 800 * grid::count_scale};
    options.previous.emplace();
    for (std::size_t c = 0; c < lattice.mesh.cells.size(); ++c) {
        options.previous->grid.push_back(static_cast<std::int32_t>(c / 4));
        if (c < 4) lattice.mesh.cells[c].households = 0;
    }
    const auto plan = grid::plan_unit(lattice.mesh, options);
    CHECK(plan.grid_count >= 5);
    CHECK(plan.grid_count <= 11);
}

TEST_CASE("more grids than households are made and told") {
    Lattice lattice(3, 3);
    for (grid::MeshCell& cell : lattice.mesh.cells)
        cell.households = 0;
    lattice.mesh.cells[0].households = 2 * grid::count_scale;
    grid::PlanOptions options;
    options.count = 3;
    CHECK(grid::plan_unit(lattice.mesh, options).fit == grid::CountFit::not_enough_households);
    lattice.mesh.cells[0].households = 0;
    const auto plan = grid::plan_unit(lattice.mesh, options);
    CHECK(plan.fit == grid::CountFit::not_enough_households);
    CHECK(plan.grid_count == 3);
}

TEST_CASE("the number of grids is told before any of them is made, with the dedicated ones") {
    Lattice lattice(8, 5);
    lattice.mesh.cells[20].dedicated = 0;
    grid::PlanOptions options;
    std::int32_t told = 0;
    options.on_problem = [&told](const grid::Graph&, const grid::PartitionOptions&) { CHECK(told > 0); };
    options.on_count = [&told](std::int32_t count) { told = count; };
    const auto plan = grid::plan_unit(lattice.mesh, options);
    CHECK(told == plan.grid_count);
    options.on_count = [](std::int32_t) { throw std::runtime_error("too many"); };
    CHECK_THROWS_AS((void)grid::plan_unit(lattice.mesh, options), std::runtime_error);
}
