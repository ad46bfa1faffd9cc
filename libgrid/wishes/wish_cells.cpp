#include "libgrid/wishes/wish_cells.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/wishes/mesh_places.hpp"

namespace grid {

void make_unique(std::vector<std::int32_t>& cells) {
    std::sort(cells.begin(), cells.end());
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
}

void WishCells::note_bound(std::int32_t wish) {
    const auto at = std::find(m_unit.chosen.begin(), m_unit.chosen.end(), wish) - m_unit.chosen.begin();
    m_bound[static_cast<std::size_t>(at)] = 1;
}

std::vector<std::int32_t> WishCells::of(std::int32_t wish) {
    std::vector<std::int32_t> cells;
    const Wish& asked = m_unit.wishes[static_cast<std::size_t>(wish)];
    if (!asked.polygons.empty()) {
        const AreaLocator area(std::vector<MultiPolygon>{asked.polygons});
        for (const CountedPlace& place : m_unit.places) {
            if (asked.box.holds(place.at) && area.find(place.at) >= 0) cells.push_back(place.cell);
        }
    }
    for (const Point& point : asked.points) {
        const std::int32_t cell = cell_at(m_unit.mesh, point);
        if (cell != no_cell) cells.push_back(cell);
    }
    make_unique(cells);
    if (!cells.empty()) note_bound(wish);
    return cells;
}

std::int32_t WishCells::wish_of_area(std::int32_t area) const {
    return static_cast<std::size_t>(area) < m_unit.area_of.size() ? m_unit.area_of[static_cast<std::size_t>(area)] : -1;
}

std::vector<std::int32_t> WishCells::of_area(std::int32_t wish) {
    if (m_unit.cells_are_given || m_unit.wishes[static_cast<std::size_t>(wish)].polygons.empty()) return of(wish);
    std::vector<std::int32_t> cells;
    double area_m2 = 0;
    std::int64_t sites = 0;
    for (std::size_t c = 0; c < m_unit.mesh.cells.size(); ++c) {
        const MeshCell& cell = m_unit.mesh.cells[c];
        if (cell.dedicated < 0 || wish_of_area(cell.dedicated) != wish) continue;
        cells.push_back(static_cast<std::int32_t>(c));
        area_m2 += cell.area_m2;
        sites += cell.sites;
    }
    constexpr double least_share = 0.01;  // what was drawn along a boundary lies a little beyond it here and there
    const bool is_edge = sites == 0 && area_m2 < least_share * whole_area_m2(wish);
    if (cells.empty() || is_edge) return {};
    note_bound(wish);
    return cells;
}

double WishCells::whole_area_m2(std::int32_t wish) const {
    double sum = 0;
    for (const Polygon& polygon : m_unit.wishes[static_cast<std::size_t>(wish)].polygons) {
        sum += std::abs(doubled_area(polygon.shell));
        for (const Ring& hole : polygon.holes)
            sum -= std::abs(doubled_area(hole));
    }
    return sum / 2 * m_unit.mesh.plane.scale.x * m_unit.mesh.plane.scale.y;
}

}  // namespace grid
