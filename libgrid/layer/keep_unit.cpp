#include "libgrid/layer/keep_unit.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/layer/balance_work.hpp"
#include "libgrid/layer/number.hpp"

namespace grid {

namespace {

constexpr double straddling_m = 0.05;  // so far into another grid is no rounding

/// Whether some of it lies in another grid of the unit than in this one.
bool is_cut(const PreviousUnit& previous, const MultiPolygon& polygons, std::int32_t grid) {
    const auto straddles = [&](const Point& p) { return previous.is_elsewhere(p, grid, straddling_m); };
    return std::any_of(polygons.begin(), polygons.end(), [&](const Polygon& polygon) {
        return std::any_of(polygon.shell.begin(), polygon.shell.end(), straddles);
    });
}

class Keeper {
public:
    Keeper(const Ground& ground, const GroundIndex& index, std::size_t unit, const PreviousUnit& previous,
           const GriddingRequest& request, std::optional<std::int32_t> count, UnitWork* work)
        : m_ground(ground),
          m_index(index),
          m_unit(unit),
          m_previous(previous),
          m_request(request),
          m_count(count),
          m_work(work) {}

    std::optional<DividedUnit> keep() {
        if (!m_previous.has_same_outline()) return std::nullopt;
        make_grids();
        if (!count_all() || !dedicated_areas_are_the_same()) return std::nullopt;
        if (cuts_a_block(m_ground, m_index, m_unit, m_previous) || cuts_a_cell() || !is_even()) return std::nullopt;
        m_result.kept = true;
        m_result.splits = m_previous.added();
        return std::move(m_result);
    }

private:
    void make_grids() {
        for (const std::int32_t g : m_previous.own()) {
            const PreviousGrid& old = m_ground.previous->grids[static_cast<std::size_t>(g)];
            DividedGrid grid;
            grid.geometry = m_previous.geometry(g);
            const Plane& plane = m_ground.units[m_unit].plane;
            const NumberedPlace place = numbered_place(to_work(old.output, plane));
            grid.at = place.area_m2 > 0 ? place.at : plane.to_work(old.output.front().shell.front());
            grid.area_m2 = place.area_m2;
            grid.dedicated = old.dedicated;
            grid.heir_of = g;
            m_result.grids.push_back(std::move(grid));
        }
        m_heaviest.resize(m_result.grids.size());
    }

    /// The own grid at a point, by its place in the result; -1 if there is none.
    [[nodiscard]] std::int32_t grid_at(const Point& point) const {
        const std::int32_t found = m_previous.find(point);
        const auto own = std::lower_bound(m_previous.own().begin(), m_previous.own().end(), found);
        if (own == m_previous.own().end() || *own != found) return -1;
        return static_cast<std::int32_t>(own - m_previous.own().begin());
    }

    template <typename Item>
    bool add(const Point& at, const Item& item, std::int64_t sites) {
        const std::int32_t g = grid_at(at);
        if (g < 0) return false;
        DividedGrid& grid = m_result.grids[static_cast<std::size_t>(g)];
        grid.cells += 1;
        grid.sites += sites;
        grid.households += item.households;
        grid.persons += item.persons;
        grid.workload += item.workload;
        Heaviest& heaviest = m_heaviest[static_cast<std::size_t>(g)];
        heaviest.households = std::max(heaviest.households, item.households);
        heaviest.workload = std::max(heaviest.workload, item.workload);
        m_result.site_grid.push_back(g);
        return true;
    }

    bool count_all() {
        for (const LocatedCell& located : m_index.cells(m_unit)) {
            if (!add(located.inside, located.cell, located.cell.sites)) return false;
        }
        for (const LocatedSite& located : m_index.sites(m_unit)) {
            if (!add(located.site.at, located.site, 1)) return false;
        }
        if (m_work != nullptr) measure_work(*m_work, m_result.site_grid, m_result);
        for (std::size_t g = 0; g < m_result.grids.size(); ++g) {
            const DividedGrid& grid = m_result.grids[g];
            m_result.overlaps.push_back({grid.heir_of, static_cast<std::int32_t>(g), grid.households, grid.area_m2});
        }
        return true;
    }

    [[nodiscard]] bool dedicated_areas_are_the_same() const {
        std::vector<char> found(m_result.grids.size(), 0);
        if (!m_ground.units[m_unit].output.empty()) {
            for (const std::int32_t d : m_index.dedicated(box_of(m_ground.units[m_unit].output))) {
                const std::int32_t g = grid_at(m_ground.dedicated[static_cast<std::size_t>(d)].inside);
                if (g < 0) continue;
                if (!m_result.grids[static_cast<std::size_t>(g)].dedicated) return false;
                found[static_cast<std::size_t>(g)] = 1;
            }
        }
        for (std::size_t g = 0; g < found.size(); ++g) {
            if (m_result.grids[g].dedicated && found[g] == 0) return false;
        }
        return true;
    }

    [[nodiscard]] bool cuts_a_cell() const {
        const auto cells = m_index.cells(m_unit);
        return std::any_of(cells.begin(), cells.end(), [this](const LocatedCell& located) {
            return is_cut(m_previous, located.cell.output, m_previous.find(located.inside));
        });
    }

    [[nodiscard]] bool is_even() {
        const auto general = std::count_if(m_result.grids.begin(), m_result.grids.end(),
                                           [](const DividedGrid& grid) { return !grid.dedicated; });
        if (m_count && *m_count != general) return false;
        if (general == 0) return true;
        find_means(m_result);
        const KeepRange range = keep_range(m_request, m_count.has_value(), m_result.mean_households);
        const double workload_reach = 2 * m_request.profile.workload_tolerance * m_result.mean_workload;
        for (std::size_t g = 0; g < m_result.grids.size(); ++g) {
            const DividedGrid& grid = m_result.grids[g];
            if (grid.dedicated) continue;
            if (grid.households < range.lower) return false;
            if (grid.households > range.upper && m_heaviest[g].households <= range.upper) return false;
            if (!m_ground.has_workload) continue;
            if (grid.workload < m_result.mean_workload - workload_reach) return false;
            const double most = m_result.mean_workload + workload_reach;
            if (grid.workload > most && m_heaviest[g].workload <= most) return false;
        }
        return true;
    }

    struct Heaviest {
        Count households = 0;  ///< of a single site or cell
        double workload = 0;
    };

    const Ground& m_ground;
    const GroundIndex& m_index;
    std::size_t m_unit;
    const PreviousUnit& m_previous;
    const GriddingRequest& m_request;
    std::optional<std::int32_t> m_count;
    UnitWork* m_work;
    std::vector<Heaviest> m_heaviest;  ///< by grid
    DividedUnit m_result;
};

}  // namespace

KeepRange keep_range(const GriddingRequest& request, bool count_is_fixed, double mean) {
    if (request.previous && request.previous->keep_range) {
        const auto [lower, upper] = *request.previous->keep_range;
        return {lower * count_scale, upper * count_scale};
    }
    const Profile& profile = request.profile;
    if (!count_is_fixed) return {profile.min * count_scale * 9 / 10, profile.max * count_scale * 11 / 10};
    return {std::llround(std::ceil(mean * (1 - 2 * profile.tolerance) - 1e-6)),
            std::llround(std::floor(mean * (1 + 2 * profile.tolerance) + 1e-6))};
}

bool cuts_a_block(const Ground& ground, const GroundIndex& index, std::size_t unit, const PreviousUnit& previous) {
    const MultiPolygon& outline = ground.units[unit].output;
    if (outline.empty()) return false;
    const std::vector<std::int32_t> blocks = index.blocks(box_of(outline));
    return std::any_of(blocks.begin(), blocks.end(), [&](std::int32_t b) {
        const Area& block = ground.blocks[static_cast<std::size_t>(b)];
        const std::int32_t grid = previous.find(block.inside);
        return std::ranges::binary_search(previous.own(), grid) && is_cut(previous, block.polygons, grid);
    });
}

std::optional<DividedUnit> kept_unit(const Ground& ground, const GroundIndex& index, std::size_t unit,
                                     const PreviousUnit& previous, const GriddingRequest& request,
                                     std::optional<std::int32_t> count, UnitWork* work) {
    return Keeper(ground, index, unit, previous, request, count, work).keep();
}

}  // namespace grid
