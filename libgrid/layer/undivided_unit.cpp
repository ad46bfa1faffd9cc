#include "libgrid/layer/undivided_unit.hpp"

#include <utility>

#include "libgrid/layer/balance_work.hpp"
#include "libgrid/layer/number.hpp"

namespace grid {

namespace {

template <typename Item>
void add(const Item& item, std::int64_t sites, DividedUnit& unit) {
    DividedGrid& grid = unit.grids.front();
    grid.sites += sites;
    grid.households += item.households;
    grid.persons += item.persons;
    grid.workload += item.workload;
    unit.site_grid.push_back(0);
}

}  // namespace

DividedUnit undivided_unit(const Ground& ground, const GroundIndex& index, std::size_t unit, UnitWork* work) {
    DividedUnit result;
    DividedGrid& grid = result.grids.emplace_back();
    grid.geometry = ground_of_unit(ground, index, unit);
    grid.cells = 1;
    const Plane& plane = ground.units[unit].plane;
    const NumberedPlace place = numbered_place(to_work(grid.geometry, plane));
    grid.at = place.area_m2 > 0 ? place.at : plane.to_work(grid.geometry.front().shell.front());
    grid.area_m2 = place.area_m2;
    for (const LocatedSite& located : index.sites(unit))
        add(located.site, 1, result);
    for (const LocatedCell& located : index.cells(unit))
        add(located.cell, located.cell.sites, result);
    if (work != nullptr) measure_work(*work, result.site_grid, result);
    find_means(result);
    return result;
}

MultiPolygon ground_of_unit(const Ground& ground, const GroundIndex& index, std::size_t unit) {
    if (!ground.units[unit].output.empty()) return ground.units[unit].output;
    MultiPolygon all;
    for (const LocatedCell& cell : index.cells(unit))
        all.insert(all.end(), cell.cell.output.begin(), cell.cell.output.end());
    return all;
}

}  // namespace grid
