#include <doctest/doctest.h>

#include "libgrid/check/summary.hpp"
#include "tables.hpp"

namespace {

using Found = std::vector<std::string>;

void add_unit(SmallLayer& layer, const std::string& unit, const std::vector<double>& households) {
    for (std::size_t i = 0; i < households.size(); ++i)
        layer.add(unit + "00" + std::to_string(i + 1), unit, households[i]);
}

}  // namespace

TEST_CASE("Grids within the limits are no finding") {
    SmallLayer layer;
    add_unit(layer, "u", {300, 500, 401});
    CHECK(layer.found_by(&grid::check_balance).empty());
}

TEST_CASE("A grid below or above the limits is found where the unit could do better") {
    SmallLayer layer;
    add_unit(layer, "u", {299, 501, 400});
    CHECK(layer.found_by(&grid::check_balance) == Found{"limit_missed u001", "limit_missed u002"});
}

TEST_CASE("A unit that no number of grids fits is one finding, and not one for each grid") {
    SmallLayer layer;
    add_unit(layer, "small", {250});
    add_unit(layer, "between", {275, 275});
    CHECK(layer.found_by(&grid::check_balance) == Found{"unit_too_small small001", "no_fitting_count between001"});
}

TEST_CASE("A grid that is one heavy cell is told as such") {
    SmallLayer layer;
    add_unit(layer, "u", {700, 400});
    grid::CountRange heavy;
    heavy.least_households = heavy.most_households = 700 * grid::count_scale;
    heavy.heaviest = 700 * grid::count_scale;
    grid::CountRange other;
    other.least_households = other.most_households = 400 * grid::count_scale;
    other.heaviest = 3 * grid::count_scale;
    layer.counts = {heavy, other};
    CHECK(layer.found_by(&grid::check_balance) == Found{"heavy_cell u001"});
}

TEST_CASE("Deviations count to both sides, and only where a tolerance was asked for") {
    SmallLayer layer;
    add_unit(layer, "u", {340, 400, 460});
    CHECK(layer.found_by(&grid::check_balance).empty());
    layer.request.against.tolerance_is_wanted = true;
    layer.request.against.profile.tolerance = 0.10;
    CHECK(layer.found_by(&grid::check_balance) == Found{"tolerance_missed u001", "tolerance_missed u003"});
    layer.request.against.profile.tolerance = 0.15;
    CHECK(layer.found_by(&grid::check_balance).empty());
}

TEST_CASE("Dedicated grids take no part in the balance") {
    SmallLayer layer;
    add_unit(layer, "u", {400, 400, 2});
    layer.table.rows[2].is_dedicated = true;
    CHECK(layer.found_by(&grid::check_balance).empty());
}

TEST_CASE("A deviation that the layer gets wrong is one finding a unit, at the grid that is farthest off") {
    SmallLayer layer;
    add_unit(layer, "u", {300, 400, 500});
    layer.table.fields.dev_households = "dev_hh";
    for (std::size_t i = 0; i < 3; ++i)
        layer.table.rows[i].dev_households = -0.25 + 0.25 * static_cast<double>(i);
    CHECK(layer.found_by(&grid::check_deviations).empty());
    layer.table.rows[1].dev_households = 0.5;
    CHECK(layer.found_by(&grid::check_deviations) == Found{"deviation_differs u002"});
}

TEST_CASE("The summary of a unit has its spread, and dedicated grids only in the totals") {
    SmallLayer layer;
    add_unit(layer, "u", {300, 500, 10});
    layer.table.rows[2].is_dedicated = true;
    layer.table.fields.compactness = "compact";
    for (grid::GridRecord& row : layer.table.rows)
        row.compactness = 0.5;
    static std::vector<grid::UnitSummary> units;
    units.clear();
    layer.found_by([](grid::CheckContext& context) { units = grid::summarise_units(context); });
    REQUIRE(units.size() == 1);
    CHECK(units[0].unit_code == "u");
    CHECK(units[0].grids == 3);
    CHECK(units[0].households == 810);
    CHECK(units[0].min == 300);
    CHECK(units[0].max == 500);
    CHECK(units[0].mean == 400);
    CHECK(units[0].cv == doctest::Approx(0.25));
    CHECK(units[0].worst_deviation == doctest::Approx(0.25));
    CHECK(units[0].compactness == doctest::Approx(0.5));
    CHECK(units[0].gini_households == doctest::Approx(0.125));
}
