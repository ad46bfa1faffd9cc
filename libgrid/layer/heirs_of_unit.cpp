#include "libgrid/layer/heirs_of_unit.hpp"

#include <algorithm>
#include <map>

#include "libgrid/trace/outline.hpp"

namespace grid {

std::vector<GridOverlap> overlaps_with_previous(const UnitMesh& made, const UnitPlan& plan,
                                                std::span<const std::int32_t> site_grid,
                                                std::span<const std::int32_t> old_of_cell, const PreviousUnit& previous,
                                                const GroundIndex& index, std::size_t unit) {
    std::map<std::pair<std::int32_t, std::int32_t>, GridOverlap> overlaps;
    const auto overlap = [&](std::int32_t old, std::int32_t grid) -> GridOverlap& {
        GridOverlap& known = overlaps[{old, grid}];
        known.old_grid = old;
        known.new_grid = grid;
        return known;
    };
    for (std::size_t c = 0; c < made.mesh.cells.size(); ++c) {
        GridOverlap& common = overlap(old_of_cell[c], plan.grid[c]);
        common.area_m2 += made.mesh.cells[c].area_m2;
        if (made.cells_are_given) common.households += made.mesh.cells[c].households;
    }
    std::size_t s = 0;  // the sites of the mesh, cells that were fitted after them
    for (const LocatedSite& site : index.sites(unit)) {
        overlap(previous.find(site.site.at), site_grid[s++]).households += site.site.households;
    }
    for (const LocatedCell& located : index.cells(unit)) {
        if (made.cells_are_given) break;
        overlap(previous.find(located.inside), site_grid[s++]).households += located.cell.households;
    }
    std::vector<GridOverlap> result;
    for (const auto& [pair, common] : overlaps)
        result.push_back(common);
    return result;
}

std::vector<std::pair<std::int32_t, std::int32_t>> heirs_by_wish_and_code(
    std::span<const std::pair<std::int32_t, std::int32_t>> wished,
    std::vector<std::pair<std::int32_t, std::int32_t>> by_code) {
    for (const auto& [grid, old] : wished) {
        const auto with_code = std::ranges::find(by_code, old, &std::pair<std::int32_t, std::int32_t>::second);
        const auto of_grid = std::ranges::find(by_code, grid, &std::pair<std::int32_t, std::int32_t>::first);
        if (with_code != by_code.end() && of_grid != by_code.end()) {
            std::swap(with_code->second, of_grid->second);
        } else if (with_code != by_code.end()) {
            with_code->first = grid;
        } else if (of_grid != by_code.end()) {
            of_grid->second = old;
        } else {
            by_code.emplace_back(grid, old);
        }
    }
    return by_code;
}

namespace {

/// Leaves out what a grid that is dedicated now has of a general one of which a good part goes on: a school that is cut
/// out of a grid does not take its number, however many live there. `with_own`: with the grids of PreviousUnit::own().
void leave_general_codes(const PreviousUnit& previous, const DividedUnit& divided, std::vector<GridOverlap>& with_own) {
    constexpr double good_part = 0.1;  // of the ground
    std::map<std::int32_t, double> ground;
    std::map<std::int32_t, double> general;
    const auto is_dedicated = [&divided](const GridOverlap& overlap) {
        return divided.grids[static_cast<std::size_t>(overlap.new_grid)].dedicated;
    };
    for (const GridOverlap& overlap : with_own) {
        ground[overlap.old_grid] += overlap.area_m2;
        if (!is_dedicated(overlap)) general[overlap.old_grid] += overlap.area_m2;
    }
    std::erase_if(with_own, [&](const GridOverlap& overlap) {
        const std::int32_t old = overlap.old_grid;
        return is_dedicated(overlap) && !previous.is_dedicated(previous.own()[static_cast<std::size_t>(old)]) &&
               general[old] > good_part * ground[old];
    });
}

}  // namespace

void carry_on(const PreviousUnit& previous, const WantedHeirs& wanted, DividedUnit& divided) {
    const std::vector<std::int32_t>& own = previous.own();
    const auto place = [&own](std::int32_t old) {
        const auto at = std::lower_bound(own.begin(), own.end(), old);
        return at == own.end() || *at != old ? -1 : static_cast<std::int32_t>(at - own.begin());
    };
    std::vector<GridOverlap> with_own;
    for (GridOverlap overlap : divided.overlaps) {
        overlap.old_grid = place(overlap.old_grid);
        if (overlap.old_grid >= 0) with_own.push_back(overlap);
    }
    leave_general_codes(previous, divided, with_own);
    std::vector<std::int32_t> heir_of = heirs(with_own, own.size(), divided.grids.size());
    if (wanted.no_others) std::ranges::fill(heir_of, -1);
    for (const auto& [grid, old] : wanted.pairs) {
        if (place(old) < 0) continue;
        std::replace(heir_of.begin(), heir_of.end(), place(old), -1);
        heir_of[static_cast<std::size_t>(grid)] = place(old);
    }
    for (std::size_t g = 0; g < heir_of.size(); ++g) {
        DividedGrid& grid = divided.grids[g];
        if (heir_of[g] < 0) continue;
        grid.heir_of = own[static_cast<std::size_t>(heir_of[g])];
        const MultiPolygon before = previous.geometry(grid.heir_of);
        MultiPolygon ordered = before;
        order_rings(ordered);
        if (ordered == grid.geometry) grid.geometry = before;
    }
}

}  // namespace grid
