#include "libgrid/layer/layer_work.hpp"

#include <tbb/parallel_for.h>

#include <iterator>
#include <utility>

#include "libgrid/core/threads.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/mesh/area_locator.hpp"

namespace grid {

namespace {

/// The grids that share their ways.
struct Group {
    std::string code;
    std::vector<std::int32_t> grids;
    std::vector<std::int32_t> items;  ///< of the ground
    std::vector<std::int32_t> grid;   ///< by item: its place among `grids`
};

std::vector<Group> groups_of(const LaidGrids& grids, std::span<const std::int32_t> grid_of_item) {
    std::vector<Group> groups(grids.units.size());
    for (std::size_t u = 0; u < groups.size(); ++u)
        groups[u].code = grids.units[u];
    std::vector<std::pair<std::size_t, std::int32_t>> place;  // by grid: its group, and where it is there
    for (std::size_t g = 0; g < grids.unit.size(); ++g) {
        std::size_t group = groups.size();
        if (grids.unit[g] >= 0)
            group = static_cast<std::size_t>(grids.unit[g]);
        else
            groups.emplace_back();
        place.emplace_back(group, static_cast<std::int32_t>(groups[group].grids.size()));
        groups[group].grids.push_back(static_cast<std::int32_t>(g));
    }
    for (std::size_t i = 0; i < grid_of_item.size(); ++i) {
        if (grid_of_item[i] < 0) continue;
        const auto& [group, grid] = place[static_cast<std::size_t>(grid_of_item[i])];
        groups[group].items.push_back(static_cast<std::int32_t>(i));
        groups[group].grid.push_back(grid);
    }
    return groups;
}

const Point& place_of(const Ground& ground, std::int32_t item) {
    const auto i = static_cast<std::size_t>(item);
    return i < ground.sites.size() ? ground.sites[i].site.at : ground.cells[i - ground.sites.size()].inside;
}

/// The work planes of the groups.
std::vector<Plane> planes_of(const Ground& ground, const std::vector<Group>& groups) {
    const ScaleFinder scales(ground.output_wkt);
    std::vector<Plane> planes;
    for (const Group& group : groups) {
        Box box;
        for (const std::int32_t item : group.items)
            box.add(place_of(ground, item));
        planes.push_back(walk_plane(box, scales));
    }
    return planes;
}

WorkPlaces places_of(const Ground& ground, const Group& group) {
    WorkPlaces places;
    for (const std::int32_t item : group.items) {
        const auto i = static_cast<std::size_t>(item);
        if (i < ground.sites.size()) {
            places.add(ground.sites[i].site.at, ground.sites[i].site, ground.sites[i].visits);
        } else {
            const LocatedCell& cell = ground.cells[i - ground.sites.size()];
            places.add(cell.inside, cell.cell, cell.visits);
        }
    }
    return places;
}

}  // namespace

std::vector<std::int32_t> grids_of_items(const Ground& ground, const std::vector<MultiPolygon>& grids, int threads) {
    const AreaLocator locator(grids);
    std::vector<std::int32_t> result(ground.sites.size() + ground.cells.size(), -1);
    run_on_threads(threads, [&] {
        tbb::parallel_for(std::size_t{0}, result.size(), [&](std::size_t i) {
            result[i] = locator.find(place_of(ground, static_cast<std::int32_t>(i)));
        });
    });
    return result;
}

LayerWork work_of_layer(const Ground& ground, const LaidGrids& grids, std::span<const std::int32_t> grid_of_item,
                        const WorkProfile& rules, bool wants_rounds, int threads) {
    LayerWork result;
    result.grids.resize(grids.polygons.size());
    if (wants_rounds) result.rounds.resize(grids.polygons.size());
    const std::vector<Group> groups = groups_of(grids, grid_of_item);
    const GroundIndex index(ground);
    const std::vector<Plane> planes = planes_of(ground, groups);
    std::vector<Findings> findings(groups.size());
    run_on_threads(threads, [&] {
        tbb::parallel_for(std::size_t{0}, groups.size(), [&](std::size_t g) {
            const Group& group = groups[g];
            if (group.items.empty()) return;
            UnitWork work(group.code, planes[g], places_of(ground, group), index, rules);
            const std::vector<GridWork> found = work.measure(group.grid, group.grids.size());
            findings[g] = work.findings();
            std::vector<std::vector<std::int32_t>> sites(group.grids.size());
            for (std::size_t i = 0; i < group.items.size(); ++i)
                sites[static_cast<std::size_t>(group.grid[i])].push_back(static_cast<std::int32_t>(i));
            for (std::size_t k = 0; k < group.grids.size(); ++k) {
                const auto grid = static_cast<std::size_t>(group.grids[k]);
                result.grids[grid] = found[k];
                if (!wants_rounds) continue;
                WalkedRound round = work.walk(sites[k]);
                for (std::int32_t& stop : round.stops)
                    stop = group.items[static_cast<std::size_t>(stop)];
                result.rounds[grid] = std::move(round);
            }
        });
    });
    for (Findings& of_group : findings)
        result.findings.insert(result.findings.end(), std::make_move_iterator(of_group.begin()),
                               std::make_move_iterator(of_group.end()));
    return result;
}

}  // namespace grid
