#include "libgrid/layer/prove_unit.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

void add_polygons(const MultiPolygon& polygons, std::vector<DirectedSegment>& segments) {
    for (const Polygon& polygon : polygons) {
        add_segments(polygon.shell, false, segments);
        for (const Ring& hole : polygon.holes)
            add_segments(hole, true, segments);
    }
}

std::optional<UnitFault> find_loose_segment(const MultiPolygon& ground, const std::vector<OutlineSplit>& splits,
                                            std::span<const MultiPolygon> grids) {
    MultiPolygon whole = ground;
    OutlineMatcher(splits).complete(whole);
    std::vector<DirectedSegment> segments;
    add_polygons(whole, segments);
    for (auto& [from, to] : segments)
        std::swap(from, to);
    for (const MultiPolygon& grid : grids)
        add_polygons(grid, segments);
    cancel_opposites(segments);
    if (segments.empty()) return std::nullopt;
    return UnitFault{msg("its grids do not cover it exactly"), segments.front().first};
}

}  // namespace

std::optional<UnitFault> find_fault(const MultiPolygon& ground, const std::vector<OutlineSplit>& splits,
                                    std::span<const MultiPolygon> grids, std::span<const std::int32_t> parts) {
    for (std::size_t g = 0; g < grids.size(); ++g) {
        if (const auto invalid = find_invalid(grids[g]))
            return UnitFault{msg("a grid would not be valid ({})", invalid->reason), invalid->at};
        const bool is_whole = parts.empty() || grids[g].size() <= static_cast<std::size_t>(parts[g]);
        if (!grids[g].empty() && is_whole) continue;
        const Point at = grids[g].empty() ? ground.front().shell.front() : grids[g].front().shell.front();
        return UnitFault{msg("a grid would have {} parts instead of {}", grids[g].size(), parts[g]), at};
    }
    return find_loose_segment(ground, splits, grids);
}

std::vector<std::int32_t> parts_of(const Mesh& mesh, const std::vector<std::int32_t>& plan, std::int32_t grid_count) {
    DisjointSets sets(mesh.cells.size());
    for (const MeshEdge& edge : mesh.edges) {
        if (edge.left == no_cell || edge.right == no_cell) continue;
        if (plan[static_cast<std::size_t>(edge.left)] == plan[static_cast<std::size_t>(edge.right)])
            sets.unite(edge.left, edge.right);
    }
    std::vector<std::int32_t> parts(static_cast<std::size_t>(grid_count), 0);
    for (std::size_t c = 0; c < plan.size(); ++c) {
        const auto cell = static_cast<std::int32_t>(c);
        parts[static_cast<std::size_t>(plan[c])] += (sets.find(cell) == cell ? 1 : 0) + mesh.cells[c].parts - 1;
    }
    return parts;
}

SitePlaces place_sites(std::span<const Point> sites, std::span<const std::int32_t> planned,
                       const std::vector<MultiPolygon>& grids, const MetricScale& scale) {
    constexpr double border_m = 0.001;  // what rounding and straightening may move a border past a site that is on it
    SitePlaces places;
    places.grid.assign(planned.begin(), planned.end());
    const AreaLocator locator(grids);
    for (std::size_t s = 0; s < sites.size(); ++s) {
        const std::int32_t found = locator.find(sites[s]);
        if (found == planned[s]) continue;
        const std::vector<AreaLocator::Hit> near = locator.find_all(sites[s], border_m, scale);
        const bool is_near =
            std::any_of(near.begin(), near.end(), [&](const AreaLocator::Hit& hit) { return hit.area == planned[s]; });
        if (!is_near) {
            places.fault = UnitFault{msg("a site would lie in another grid than the one that counts it"), sites[s]};
            return places;
        }
        if (found >= 0) places.grid[s] = found;
    }
    return places;
}

}  // namespace grid
