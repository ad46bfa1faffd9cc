#include "libgrid/layer/divide_unit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "libgrid/layer/previous_unit.hpp"
#include "libgrid/layer/previous_vertices.hpp"
#include "libgrid/mesh/validity.hpp"

using grid::MultiPolygon;

namespace {

/// One unit with two sites in it.
grid::Ground ground_of(MultiPolygon outline) {
    grid::Ground ground;
    grid::Unit& unit = ground.units.emplace_back();
    unit.code = "000000000001";
    unit.output = std::move(outline);
    for (const grid::Point& at : {grid::Point{1, 2}, grid::Point{1, 3}}) {
        grid::LocatedSite& located = ground.sites.emplace_back();
        located.site.at = at;
        located.site.households = 7 * grid::count_scale;
        located.unit = 0;
    }
    return ground;
}

}  // namespace

TEST_CASE("A unit that cannot be proven even as one grid is that grid as it is, with all its sites and an error") {
    const MultiPolygon outline{{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}, {}}};
    REQUIRE(grid::find_invalid(outline));
    const grid::Ground ground = ground_of(outline);
    const grid::DividedUnit unit =
        grid::divide_unit(ground, grid::GroundIndex(ground), 0, grid::GriddingRequest{}, std::nullopt);
    REQUIRE(unit.grids.size() == 1);
    CHECK(unit.grids[0].geometry == outline);
    CHECK(unit.grids[0].sites == 2);
    CHECK(unit.grids[0].households == 14 * grid::count_scale);
    CHECK(unit.grids[0].number == 1);
    CHECK(unit.site_grid == std::vector<std::int32_t>{0, 0});
    REQUIRE(!unit.findings.empty());
    CHECK(unit.findings.back().code == "unit_undivided");
    CHECK(unit.findings.back().severity == grid::Severity::error);
}

TEST_CASE("Old vertices are not put onto an outline that would cross itself then") {
    // The old grid had a spike of a nanometre, most of which is a neighbour's now.
    const grid::Point north{13522680.221692046, 2878302.0033832612};
    const grid::Point west{13522697.949991826, 2878157.1818282711};
    const grid::Point east{13523057.128260229, 2878083.6933947089};
    const grid::Point corner{13522680.22196041, 2878302.0032307939};
    const MultiPolygon outline{{{north,
                                 west,
                                 east,
                                 corner,
                                 {13522680.221961135, 2878302.0032303929},
                                 {13522680.221960422, 2878302.003230806},
                                 north},
                                {}}};
    REQUIRE(!grid::find_invalid(outline));
    grid::Ground ground = ground_of(outline);
    ground.units[0].plane.origin = north;
    grid::PreviousGrid old;
    old.code = "000000000001001";
    old.unit_code = "000000000001";
    old.output = {{{north, west, east, corner, {13522680.227693837, 2878302.000056975}, north}, {}}};
    ground.previous.emplace();
    ground.previous->grids.push_back(old);
    std::vector<grid::Point> added{outline[0].shell[4], outline[0].shell[5]};
    std::ranges::sort(added);
    grid::take_in_vertices(added, *ground.previous);
    const grid::GroundIndex index(ground);
    CHECK(!grid::find_invalid(grid::PreviousUnit(ground, index, 0).output()));
}
