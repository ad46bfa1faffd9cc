#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "lattice.hpp"
#include "libgrid/mesh/tessellate.hpp"

using namespace grid;

TEST_CASE("borders end on the outline, to the last digit, and nothing of it is lost") {
    // Thirds of degrees: no double lies on these lines but by chance.
    const Ring shell{{114.0 + 1 / 3.0, 30.0 + 1 / 7.0},
                     {114.0 + 1 / 3.0 + 0.011, 30.0 + 1 / 7.0 + 0.0013},
                     {114.0 + 1 / 3.0 + 0.009, 30.0 + 1 / 7.0 + 0.0111},
                     {114.0 + 1 / 3.0 - 0.0007, 30.0 + 1 / 7.0 + 0.0091},
                     {114.0 + 1 / 3.0, 30.0 + 1 / 7.0}};
    const MultiPolygon unit{{shell, {}}};
    UnitGround ground;
    ground.outline = unit;
    ground.plane = plane_of(box_of(unit), {96500, 110900});
    std::vector<MeshSite> sites;
    for (int x = 0; x < 4; ++x) {
        for (int y = 0; y < 4; ++y)
            sites.push_back(
                {{114.3345 + 0.0023 * x + 0.0001 * y, 30.1445 + 0.002 * y + 0.0002 * x}, count_scale, 0, 1, -1});
    }
    ground.sites = sites;
    const Mesh mesh = tessellate(ground);
    std::vector<std::int32_t> plan(mesh.cells.size());
    for (std::size_t c = 0; c < plan.size(); ++c)
        plan[c] = static_cast<std::int32_t>(c);
    const TracedUnit traced = trace_grids(mesh, plan, static_cast<std::int32_t>(plan.size()));
    CHECK(test::coverage_fault(traced.grids, {shell}) == "");
    std::size_t nodes = 0;
    for (const OutlineSplit& split : traced.splits) {
        for (const Point& node : split.nodes) {
            ++nodes;
            const double cross =
                (split.b.x - split.a.x) * (node.y - split.a.y) - (split.b.y - split.a.y) * (node.x - split.a.x);
            CHECK(std::abs(cross) / std::hypot(split.b.x - split.a.x, split.b.y - split.a.y) < 3e-14);
        }
    }
    CHECK(nodes >= 12);
}
