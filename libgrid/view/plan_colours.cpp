#include "libgrid/core/threads.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/view/colours.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

namespace {

GroundScale ground_scale(const std::string& crs_wkt) {
    if (is_geographic(crs_wkt)) return {metres_per_degree, true};
    return {metres_per_unit(crs_wkt), false};
}

}  // namespace

NeighbourGraph neighbours_of(const Plan& plan) {
    std::vector<MultiPolygon> polygons;
    polygons.reserve(plan.layer.grids.size());
    for (const GridRow& grid : plan.layer.grids)
        polygons.push_back(grid.geometry);
    return neighbours_of(polygons, plan.layer.crs_wkt);
}

NeighbourGraph neighbours_of(std::span<const MultiPolygon> polygons, const std::string& crs_wkt) {
    return find_neighbours(polygons, ground_scale(crs_wkt));
}

std::vector<std::int32_t> colours_of(const Plan& plan, int threads) {
    std::vector<std::int32_t> colours;
    run_on_threads(threads, [&] { colours = choose_colours(neighbours_of(plan)); });
    return colours;
}

}  // namespace grid
