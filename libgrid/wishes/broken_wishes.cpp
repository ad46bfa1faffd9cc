
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/wishes/mesh_places.hpp"
#include "libgrid/wishes/unit_wishes.hpp"

namespace grid {

namespace {

class Judge {
public:
    Judge(const WishedUnit& unit, const CellWishes& cells, std::span<const std::int32_t> cell_grid,
          std::span<const std::int32_t> place_grid)
        : m_unit(unit), m_cells(cells), m_cell_grid(cell_grid), m_place_grid(place_grid) {
        for (const MissedWish& missed : cells.missed)
            m_told.insert(missed.wish);
    }

    std::vector<BrokenWish> judge() {
        for (const ApartCells& pair : m_cells.apart) {
            const std::int32_t grid = m_cell_grid[static_cast<std::size_t>(pair.one)];
            if (grid == m_cell_grid[static_cast<std::size_t>(pair.other)])
                tell(pair.wish, grid,
                     msg("no plan was found in which these are apart; with more grids there may be one"));
        }
        for (const std::int32_t w : m_unit.chosen) {
            if (m_unit.wishes[static_cast<std::size_t>(w)].kind == WishKind::border && !m_told.contains(w))
                measure_border(w);
        }
        // A set is one grid's; but what lies on its border counts where it lies.
        std::map<std::string, std::int32_t> grid_of_group;
        for (const std::int32_t w : m_unit.chosen) {
            const Wish& wish = m_unit.wishes[static_cast<std::size_t>(w)];
            if (wish.kind != WishKind::together || wish.polygons.empty() || m_told.contains(w)) continue;
            std::int32_t own = -1;
            std::int32_t& grid = wish.group.empty() ? own : grid_of_group.try_emplace(wish.group, -1).first->second;
            for (const std::int32_t place : places_in(wish)) {
                const std::int32_t here = m_place_grid[static_cast<std::size_t>(place)];
                if (grid < 0) grid = here;
                if (grid != here) tell(w, grid, msg("a site of it lies on the border and counts in the grid beside"));
            }
        }
        return std::move(m_broken);
    }

private:
    /// The places in the areas of a wish that count something.
    [[nodiscard]] std::vector<std::int32_t> places_in(const Wish& wish) const {
        const AreaLocator area(std::vector<MultiPolygon>{wish.polygons});
        std::vector<std::int32_t> result;
        for (std::size_t p = 0; p < m_unit.places.size(); ++p) {
            const CountedPlace& place = m_unit.places[p];
            if (m_cells.is_left_over[static_cast<std::size_t>(place.cell)] != 0) continue;
            if (wish.box.holds(place.at) && area.find(place.at) >= 0) result.push_back(static_cast<std::int32_t>(p));
        }
        return result;
    }

    /// Metres of the lines that lie in the unit.
    [[nodiscard]] double length_inside(const MultiLineString& lines) const {
        double inside = 0;
        for (const auto& [at, length] : points_along(lines, m_unit.mesh.plane.scale, 5))
            inside += cell_at(m_unit.mesh, at) == no_cell ? 0 : length;
        return inside;
    }

    /// A line that ends on open ground parts what lies beside it, but the border need not run on it there. Where cells
    /// are not cut it lies where theirs do.
    void measure_border(std::int32_t w) {
        constexpr double enough = 0.95;
        if (m_unit.cells_are_given) return;
        const Wish& wish = m_unit.wishes[static_cast<std::size_t>(w)];
        double on_border = 0;
        for (const std::int32_t e : edges_along(m_unit.mesh, wish.lines, m_unit.reach_m)) {
            const MeshEdge& edge = m_unit.mesh.edges[static_cast<std::size_t>(e)];
            const bool is_border =
                m_cell_grid[static_cast<std::size_t>(edge.left)] != m_cell_grid[static_cast<std::size_t>(edge.right)];
            on_border += is_border ? edge.length_m : 0;
        }
        const double inside = length_inside(wish.lines);
        const auto at = std::find(m_unit.chosen.begin(), m_unit.chosen.end(), w) - m_unit.chosen.begin();
        if (m_cells.bound[static_cast<std::size_t>(at)] == 0 || on_border >= enough * inside) return;
        tell(w, -1,
             msg("a border runs on {:.0f} of its {:.0f} m; where it ends on open ground nothing is cut", on_border,
                 inside));
    }

    void tell(std::int32_t wish, std::int32_t grid, Message reason) {
        if (m_told.insert(wish).second) m_broken.push_back({{wish, std::move(reason)}, grid});
    }

    const WishedUnit& m_unit;
    const CellWishes& m_cells;
    std::span<const std::int32_t> m_cell_grid;
    std::span<const std::int32_t> m_place_grid;
    std::set<std::int32_t> m_told;
    std::vector<BrokenWish> m_broken;
};

}  // namespace

std::vector<BrokenWish> find_broken_wishes(const WishedUnit& unit, const CellWishes& cells,
                                           std::span<const std::int32_t> cell_grid,
                                           std::span<const std::int32_t> place_grid) {
    return Judge(unit, cells, cell_grid, place_grid).judge();
}

}  // namespace grid
