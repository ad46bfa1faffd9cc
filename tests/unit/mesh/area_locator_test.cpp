#include "libgrid/mesh/area_locator.hpp"

#include <doctest/doctest.h>

namespace {

std::vector<grid::LatticeArea> areas(const grid::MultiPolygon& work) {
    return grid::lattice_areas(work);
}

grid::Ring square(double x, double y, double size) {
    return {{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}};
}

}  // namespace

TEST_CASE("a point is found in the area that holds it, not in its hole") {
    const grid::AreaLocator locator(
        {areas({{square(0, 0, 10), {square(4, 4, 2)}}}), areas({{square(10, 0, 10), {}}}), {}});
    CHECK(locator.find(grid::to_lattice({1, 1})) == 0);
    CHECK(locator.find(grid::to_lattice({5, 5})) == -1);
    CHECK(locator.find(grid::to_lattice({15, 5})) == 1);
    CHECK(locator.find(grid::to_lattice({30, 5})) == -1);
}

TEST_CASE("a point on a common border belongs to the first area, corners included") {
    const grid::AreaLocator locator({areas({{square(0, 0, 10), {}}}), areas({{square(10, 0, 10), {}}})});
    CHECK(locator.find(grid::to_lattice({10, 5})) == 0);
    CHECK(locator.find(grid::to_lattice({10, 10})) == 0);
    CHECK(locator.find(grid::to_lattice({20, 10})) == 1);
    CHECK(locator.find(grid::to_lattice({10.00001, 5})) == 1);
}

TEST_CASE("all parts of an area count") {
    const grid::AreaLocator locator({areas({{square(0, 0, 1), {}}, {square(5, 5, 1), {}}})});
    CHECK(locator.find(grid::to_lattice({5.5, 5.5})) == 0);
    CHECK(locator.find(grid::to_lattice({3, 3})) == -1);
}

TEST_CASE("all areas at a point are found, and those whose border is within reach are marked") {
    const grid::AreaLocator locator(
        {areas({{square(0, 0, 10), {}}}), areas({{square(10, 0, 10), {}}}), areas({{square(4, 4, 2), {}}})});
    const auto hits = [&](double x, double y, std::int64_t reach) {
        std::vector<std::pair<std::int32_t, bool>> found;
        for (const grid::AreaLocator::Hit& hit : locator.find_all(grid::to_lattice({x, y}), reach))
            found.emplace_back(hit.area, hit.on_border);
        return found;
    };
    using Hits = std::vector<std::pair<std::int32_t, bool>>;
    CHECK(hits(1, 1, 100) == Hits{{0, false}});
    CHECK(hits(5, 5, 100) == Hits{{0, false}, {2, false}});
    CHECK(hits(10, 5, 100) == Hits{{0, true}, {1, true}});
    CHECK(hits(9.9995, 5, 100) == Hits{{0, true}, {1, true}});
    CHECK(hits(9.998, 5, 100) == Hits{{0, false}});
    CHECK(hits(-0.0005, -0.0005, 100) == Hits{{0, true}});
    CHECK(hits(-0.002, 5, 100).empty());
}
