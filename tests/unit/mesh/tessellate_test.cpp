#include "libgrid/mesh/tessellate.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/ring_area.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <tuple>

namespace {

using grid::Point;

grid::Ring rectangle(double x, double y, double width, double height) {
    return {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}};
}

grid::Area block(double x, double y, double width, double height) {
    const grid::MultiPolygon polygons{{rectangle(x, y, width, height), {}}};
    return {polygons, {x + width / 2, y + height / 2}, grid::box_of(polygons)};
}

grid::BarrierSegment barrier(const Point& from, const Point& to, bool hard = false) {
    return {from, to, 0.5F, hard};
}

/// A unit with everything that can be in it, in metres.
struct Town {
    grid::MultiPolygon outline{{rectangle(0, 0, 100, 100), {}}};
    std::vector<grid::BarrierSegment> barriers;
    std::vector<grid::Area> blocks;
    std::vector<grid::Area> dedicated;
    std::vector<grid::MeshSite> sites;

    void add_site(double x, double y, std::int32_t in_block = -1) {
        sites.push_back({{x, y}, grid::count_scale, 0, 1.0, in_block});
    }
    [[nodiscard]] grid::Mesh tessellate() const {
        grid::UnitGround ground;
        ground.outline = outline;
        ground.plane = grid::plane_of(grid::box_of(outline), {});
        ground.barriers = barriers;
        ground.blocks = blocks;
        ground.dedicated = dedicated;
        ground.sites = sites;
        return grid::tessellate(ground);
    }
};

double area_of(const grid::Mesh& mesh) {
    double sum = 0;
    for (const grid::MeshCell& cell : mesh.cells)
        sum += cell.area_m2;
    return sum;
}

/// Every cell's edges, walked with the cell on the left, close up: at each vertex as many come in as go out.
bool cells_close_up(const grid::Mesh& mesh) {
    std::map<std::pair<std::int32_t, std::int32_t>, int> balance;  // cell, vertex
    for (const grid::MeshEdge& edge : mesh.edges) {
        if (edge.left == edge.right) continue;
        for (const auto& [cell, from, to] :
             {std::tuple(edge.left, edge.a, edge.b), std::tuple(edge.right, edge.b, edge.a)}) {
            --balance[{cell, from}];
            ++balance[{cell, to}];
        }
    }
    return std::all_of(balance.begin(), balance.end(), [](const auto& entry) { return entry.second == 0; });
}

std::set<Point> outline_points(const grid::Mesh& mesh) {
    std::set<Point> points;
    for (const grid::MeshVertex& v : mesh.vertices) {
        if (v.is_input) points.insert(v.output);
    }
    for (const grid::MeshVertex& v : mesh.shape)
        points.insert(v.output);
    return points;
}

std::int64_t sites_in_cells(const grid::Mesh& mesh) {
    std::int64_t sum = 0;
    for (const grid::MeshCell& cell : mesh.cells)
        sum += cell.sites;
    return sum;
}

}  // namespace

TEST_CASE("two sites share a square along their bisector") {
    Town town;
    town.add_site(20, 50);
    town.add_site(60, 50);
    const auto mesh = town.tessellate();
    REQUIRE(mesh.cells.size() == 2);
    CHECK(mesh.cells[static_cast<std::size_t>(mesh.site_cell[0])].area_m2 == doctest::Approx(4000));
    CHECK(mesh.cells[static_cast<std::size_t>(mesh.site_cell[1])].area_m2 == doctest::Approx(6000));
    CHECK(cells_close_up(mesh));
}

TEST_CASE("a barrier between two sites is the border of their cells") {
    Town town;
    town.barriers = {barrier({30, -10}, {30, 110}, true)};
    town.add_site(20, 50);
    town.add_site(60, 50);
    const auto mesh = town.tessellate();
    REQUIRE(mesh.cells.size() == 2);
    CHECK(mesh.cells[static_cast<std::size_t>(mesh.site_cell[0])].area_m2 == doctest::Approx(3000));
    const auto inner = std::find_if(mesh.edges.begin(), mesh.edges.end(),
                                    [](const grid::MeshEdge& e) { return e.left >= 0 && e.right >= 0; });
    REQUIRE(inner != mesh.edges.end());
    CHECK((inner->flags & grid::edge_hard) != 0);
    CHECK(inner->factor == 0.5F);
}

TEST_CASE("a face without a site is a cell of its own") {
    Town town;
    town.barriers = {barrier({30, 0}, {30, 100}), barrier({70, 0}, {70, 100})};
    town.add_site(20, 50);
    town.add_site(80, 50);
    const auto mesh = town.tessellate();
    CHECK(mesh.cells.size() == 3);
    CHECK(std::count_if(mesh.cells.begin(), mesh.cells.end(), [](const auto& c) { return c.sites == 0; }) == 1);
}

TEST_CASE("a dead end does not divide") {
    Town town;
    town.barriers = {barrier({30, 0}, {30, 50})};
    town.add_site(80, 50);
    CHECK(town.tessellate().cells.size() == 1);
}

TEST_CASE("a building is not cut by the cells of its neighbours, nor by a street") {
    Town town;
    town.blocks = {block(10, 40, 50, 20), block(75, 40, 10, 20)};
    town.barriers = {barrier({50, 0}, {50, 100})};
    town.add_site(35, 50, 0);
    town.add_site(80, 50, 1);
    const auto mesh = town.tessellate();
    for (const grid::MeshEdge& edge : mesh.edges) {
        if (edge.left == edge.right) continue;
        const Point a = mesh.vertices[static_cast<std::size_t>(edge.a)].work;
        const Point b = mesh.vertices[static_cast<std::size_t>(edge.b)].work;
        const Point middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
        CHECK_FALSE((middle.x > 10.01 && middle.x < 59.99 && middle.y > 40.01 && middle.y < 59.99));
        CHECK_FALSE((middle.x > 75.01 && middle.x < 84.99 && middle.y > 40.01 && middle.y < 59.99));
    }
    CHECK(mesh.site_cell[0] != mesh.site_cell[1]);
    CHECK(area_of(mesh) == doctest::Approx(10000));
}

TEST_CASE("buildings that overlap are one cell") {
    Town town;
    town.blocks = {block(10, 40, 30, 20), block(35, 45, 30, 20), block(80, 40, 10, 10)};
    town.add_site(20, 50, 0);
    town.add_site(60, 50, 1);
    town.add_site(85, 45, 2);
    const auto mesh = town.tessellate();
    CHECK(mesh.site_cell[0] == mesh.site_cell[1]);
    CHECK(mesh.site_cell[0] != mesh.site_cell[2]);
}

TEST_CASE("a building that is folded where lines are put onto each other is a building") {
    // Corners less than a millimetre apart at the tip of the second one; a part of the first two lies outside the unit.
    Town town;
    town.outline = {{{{33.03303632, 30.56013794},
                      {33.48513775, 30.56013794},
                      {34.23541016, 30.46694039},
                      {34.27796638, 30.56087665},
                      {34.27818346, 30.56013794},
                      {34.27818349, 30.56013795},
                      {34.29351846, 29.76192651},
                      {31.55544546, 12.60364662},
                      {31.55497736, 12.60894052},
                      {31.17717524, 12.73779321},
                      {33.03303632, 30.56013794}},
                     {}}};
    const auto add_building = [&](grid::Ring ring, const Point& inside) {
        const grid::MultiPolygon polygons{{std::move(ring), {}}};
        town.blocks.push_back({polygons, inside, grid::box_of(polygons)});
        town.add_site(inside.x, inside.y, static_cast<std::int32_t>(town.blocks.size()) - 1);
    };
    add_building({{31.41798388, 16.86943801},
                  {33.48513775, 30.56013794},
                  {33.03303632, 30.56013794},
                  {31.41798388, 16.86943801}},
                 {33.0, 29.0});
    add_building({{31.17717524, 12.73779321},
                  {31.55497736, 12.60894052},
                  {31.55544546, 12.60364662},
                  {34.27818346, 30.56013794},
                  {34.27796638, 30.56087665},
                  {34.23541016, 30.46694039},
                  {33.48513775, 30.56013794},
                  {31.41798388, 16.86943801},
                  {31.17717524, 12.73779321}},
                 {33.0, 25.0});
    add_building({{31.55544546, 12.60364662},
                  {34.29351846, 29.76192651},
                  {34.27818349, 30.56013795},
                  {34.27818346, 30.56013794},
                  {31.55544546, 12.60364662}},
                 {34.2, 29.8});
    const auto mesh = town.tessellate();
    for (std::size_t b = 0; b < town.blocks.size(); ++b) {
        const double drawn = grid::doubled_area(town.blocks[b].polygons[0].shell) / 2;
        CAPTURE(b);
        CHECK(mesh.cells[static_cast<std::size_t>(mesh.site_cell[b])].area_m2 > 0.65 * std::abs(drawn));
    }
}

TEST_CASE("sites at one place are one cell with both counts") {
    Town town;
    town.add_site(20, 50);
    town.add_site(20, 50);
    town.add_site(70, 50);
    const auto mesh = town.tessellate();
    CHECK(mesh.cells.size() == 2);
    CHECK(mesh.cells[static_cast<std::size_t>(mesh.site_cell[0])].households == 2 * grid::count_scale);
}

TEST_CASE("a dedicated area is a cell and takes in the buildings that stand in it") {
    Town town;
    town.dedicated = {block(50, 50, 30, 30)};
    town.blocks = {block(60, 60, 5, 5), block(45, 60, 8, 5)};
    town.add_site(62, 62, 0);
    town.add_site(47, 62, 1);
    town.add_site(70, 70);
    town.add_site(10, 10);
    const auto mesh = town.tessellate();
    const auto dedicated = [&](std::size_t site) {
        return mesh.cells[static_cast<std::size_t>(mesh.site_cell[site])].dedicated;
    };
    CHECK(dedicated(0) == 0);
    CHECK(dedicated(1) == -1);  // its inside point lies before the school
    CHECK(dedicated(2) == 0);
    CHECK(dedicated(3) == -1);
}

TEST_CASE("sites on the outline and on a barrier are in exactly one cell") {
    Town town;
    town.barriers = {barrier({50, 0}, {50, 100})};
    town.add_site(0, 0);
    town.add_site(100, 50);
    town.add_site(50, 50);
    town.add_site(50, 0);
    town.add_site(25, 25);
    const auto mesh = town.tessellate();
    CHECK(sites_in_cells(mesh) == 5);
    CHECK(area_of(mesh) == doctest::Approx(10000));
}

TEST_CASE("holes and parts of a unit stay what they are") {
    Town town;
    town.outline = {{rectangle(0, 0, 100, 100), {rectangle(40, 40, 20, 20)}}, {rectangle(200, 0, 50, 50), {}}};
    town.add_site(10, 10);
    town.add_site(90, 90);
    town.add_site(220, 20);
    const auto mesh = town.tessellate();
    CHECK(mesh.cells.size() == 3);
    CHECK(area_of(mesh) == doctest::Approx(10000 - 400 + 2500));
    CHECK(outline_points(mesh).size() == 12);
}

TEST_CASE("outline points micrometres apart are all kept") {
    Town town;
    town.outline = {{{{0, 0}, {50, 0}, {50.000001, 0}, {50.000002, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}, {}}};
    town.add_site(10, 10);
    town.add_site(90, 90);
    const auto mesh = town.tessellate();
    const std::set<Point> kept = outline_points(mesh);
    for (const Point& p : town.outline.front().shell)
        CHECK(kept.count(p) == 1);
}

TEST_CASE("an outline without area is refused") {
    Town town;
    town.outline = {{{{0, 0}, {100, 0}, {0, 0}}, {}}};
    CHECK_THROWS_AS((void)town.tessellate(), grid::GeometryError);
}

TEST_CASE("random towns are divided without gap, whatever stands in them") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        std::mt19937 random(seed);
        const double step = seed % 3 == 0 ? 10 : 0.001;  // coarse coordinates make everything touch
        const auto coordinate = [&](double most) {
            return std::floor(static_cast<double>(random() % 1000000) / 1e6 * most / step) * step;
        };
        Town town;
        for (int i = 0; i < 12; ++i) {
            const Point from{coordinate(140) - 20, coordinate(140) - 20};
            town.barriers.push_back(barrier(from, {coordinate(140) - 20, coordinate(140) - 20}, i % 4 == 0));
        }
        for (int i = 0; i < 15; ++i) {
            town.blocks.push_back(
                block(coordinate(110) - 10, coordinate(110) - 10, step + coordinate(15), step + coordinate(15)));
        }
        if (seed % 2 == 0) town.dedicated.push_back(block(coordinate(80), coordinate(80), step + 20, step + 20));
        for (int i = 0; i < 40; ++i)
            town.add_site(coordinate(100), coordinate(100));
        for (std::int32_t b = 0; b < 15; ++b) {
            const Point at = town.blocks[static_cast<std::size_t>(b)].inside;
            if (at.x > 0 && at.x < 100 && at.y > 0 && at.y < 100) town.add_site(at.x, at.y, b);
        }
        const auto mesh = town.tessellate();
        CAPTURE(seed);
        CHECK(area_of(mesh) == doctest::Approx(10000).epsilon(1e-9));
        CHECK(cells_close_up(mesh));
        CHECK(sites_in_cells(mesh) == static_cast<std::int64_t>(town.sites.size()));
        CHECK(std::all_of(mesh.cells.begin(), mesh.cells.end(), [](const auto& c) { return c.area_m2 > 0; }));
    }
}
