#include "libgrid/layer/divide_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "libgrid/layer/keep_unit.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/previous_unit.hpp"
#include "libgrid/layer/renumber.hpp"
#include "libgrid/layer/unit_findings.hpp"
#include "libgrid/layer/unit_mesh.hpp"
#include "libgrid/trace/outline.hpp"

namespace grid {

namespace {

class Stopwatch {
public:
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        const double seconds = std::chrono::duration<double>(now - m_start).count();
        m_start = now;
        return seconds;
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// FNV-1a: the same seed for a unit whatever else is in the run.
std::uint64_t seed_of_unit(std::uint64_t seed, const std::string& code) {
    std::uint64_t hash = 0xcbf29ce484222325ULL ^ seed;
    for (const char c : code)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

class UnitDivider {
public:
    UnitDivider(const Ground& ground, const GroundIndex& index, std::size_t unit, const GriddingRequest& request,
                std::optional<std::int32_t> count, const Projection& projection)
        : m_ground(ground),
          m_index(index),
          m_unit_index(unit),
          m_unit(ground.units[unit]),
          m_request(request),
          m_count(count),
          m_projection(projection) {}

    DividedUnit divide() {
        Stopwatch watch;
        if (m_ground.previous) {
            m_previous.emplace(m_ground, m_index, m_unit_index, m_projection);
            if (auto kept = stability() > 0
                                ? kept_unit(m_ground, m_index, m_unit_index, *m_previous, m_request, m_count)
                                : std::nullopt) {
                m_result = std::move(*kept);
                number_again();
                m_result.seconds_plan = watch.lap();
                return std::move(m_result);
            }
        }
        UnitMesh made =
            make_unit_mesh(m_ground, m_index, m_unit_index, m_previous ? &*m_previous : nullptr, stability() > 0);
        const Mesh mesh = std::move(made.mesh);
        m_cells_are_given = made.cells_are_given;
        m_dedicated = std::move(made.dedicated);
        m_result.findings = std::move(made.findings);
        m_result.seconds_mesh = watch.lap();
        PlanOptions options = plan_options();
        if (m_previous && !m_previous->empty() && stability() > 0) options.previous = previous_plan(mesh);
        const UnitPlan plan = plan_unit(mesh, options);
        check_number_room(m_unit.code, plan.grid_count, m_request.profile.code, m_unit.place);
        m_result.seconds_plan = watch.lap();
        TracedUnit traced =
            trace_grids(mesh, plan.grid, plan.grid_count, m_projection, {.straighten = m_request.straighten});
        collect(mesh, plan, traced);
        find_means(m_result);
        const Findings found = unit_findings(mesh, plan, m_result, m_unit.code, m_request, m_count.has_value(),
                                             m_ground.has_workload, m_projection);
        m_result.findings.insert(m_result.findings.end(), found.begin(), found.end());
        number(mesh, plan);
        m_result.seconds_trace = watch.lap();
        return std::move(m_result);
    }

private:
    [[nodiscard]] double stability() const { return m_request.previous ? m_request.previous->stability : 0; }

    [[nodiscard]] PlanOptions plan_options() const {
        const Profile& profile = m_request.profile;
        PlanOptions options;
        options.size = {profile.target * count_scale, profile.min * count_scale, profile.max * count_scale};
        options.count = m_count;
        options.tolerance = profile.tolerance;
        options.workload_tolerance = profile.workload_tolerance;
        options.has_workload = m_ground.has_workload;
        options.effort = m_request.effort;
        options.seed = seed_of_unit(m_request.seed, m_unit.code);
        options.on_problem = m_request.on_problem;
        options.on_count = [this](std::int32_t count) {
            check_number_room(m_unit.code, count, m_request.profile.code, m_unit.place);
        };
        return options;
    }

    [[nodiscard]] PreviousPlan previous_plan(const Mesh& mesh) const {
        return {m_cells_are_given ? m_previous->grid_of_cells(m_index.cells(m_unit_index))
                                  : m_previous->grid_of_cells(mesh),
                stability()};
    }

    void collect(const Mesh& mesh, const UnitPlan& plan, TracedUnit& traced) {
        m_result.grids.resize(static_cast<std::size_t>(plan.grid_count));
        for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
            const MeshCell& cell = mesh.cells[c];
            DividedGrid& grid = m_result.grids[static_cast<std::size_t>(plan.grid[c])];
            grid.at.x += cell.at.x * cell.area_m2;
            grid.at.y += cell.at.y * cell.area_m2;
            grid.area_m2 += cell.area_m2;
            grid.cells += 1;
            grid.sites += cell.sites;
            grid.households += cell.households;
            grid.persons += cell.persons;
            grid.workload += cell.workload;
            if (cell.dedicated >= 0) grid.dedicated_area = m_dedicated[static_cast<std::size_t>(cell.dedicated)];
        }
        for (std::size_t g = 0; g < m_result.grids.size(); ++g) {
            DividedGrid& grid = m_result.grids[g];
            grid.geometry = std::move(traced.grids[g]);
            grid.dedicated = static_cast<std::int32_t>(g) >= plan.general_count;
            if (grid.area_m2 > 0) grid.at = {grid.at.x / grid.area_m2, grid.at.y / grid.area_m2};
        }
        m_result.borders = traced.borders;
        m_result.splits = std::move(traced.splits);
        if (!m_previous) return;
        m_result.splits = m_previous->on_plain_outline(std::move(m_result.splits));
        for (const OutlineSplit& added : m_previous->added()) {
            m_result.added_vertices.insert(m_result.added_vertices.end(), added.nodes.begin(), added.nodes.end());
        }
        find_overlaps(mesh, plan);
        carry_on();
    }

    /// What the new grids have in common with the previous ones: households by sites, area by cells.
    void find_overlaps(const Mesh& mesh, const UnitPlan& plan) {
        std::map<std::pair<std::int32_t, std::int32_t>, GridOverlap> overlaps;
        const auto overlap = [&](std::int32_t old, std::size_t cell) -> GridOverlap& {
            const std::int32_t grid = plan.grid[cell];
            GridOverlap& known = overlaps[{old, grid}];
            known.old_grid = old;
            known.new_grid = grid;
            return known;
        };
        const std::vector<std::int32_t> old_of_cell = previous_plan(mesh).grid;
        for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
            GridOverlap& common = overlap(old_of_cell[c], c);
            common.area_m2 += mesh.cells[c].area_m2;
            if (m_cells_are_given) common.households += mesh.cells[c].households;
        }
        std::size_t s = 0;  // the sites of the mesh, cells that were fitted after them
        for (const LocatedSite& site : m_index.sites(m_unit_index)) {
            const auto cell = static_cast<std::size_t>(mesh.site_cell[s++]);
            overlap(m_previous->find(site.site.at), cell).households += site.site.households;
        }
        for (const LocatedCell& located : m_index.cells(m_unit_index)) {
            if (m_cells_are_given) break;
            const auto cell = static_cast<std::size_t>(mesh.site_cell[s++]);
            overlap(m_previous->find(located.inside), cell).households += located.cell.households;
        }
        for (auto& [pair, common] : overlaps)
            m_result.overlaps.push_back(common);
    }

    /// Says which previous grid each grid carries on; one that is as it was gets its polygon bit for bit.
    void carry_on() {
        const std::vector<std::int32_t>& own = m_previous->own();
        std::vector<GridOverlap> with_own;
        for (GridOverlap overlap : m_result.overlaps) {
            const auto at = std::lower_bound(own.begin(), own.end(), overlap.old_grid);
            if (at == own.end() || *at != overlap.old_grid) continue;
            overlap.old_grid = static_cast<std::int32_t>(at - own.begin());
            with_own.push_back(overlap);
        }
        const std::vector<std::int32_t> heir_of = heirs(with_own, own.size(), m_result.grids.size());
        for (std::size_t g = 0; g < heir_of.size(); ++g) {
            DividedGrid& grid = m_result.grids[g];
            if (heir_of[g] < 0) continue;
            grid.heir_of = own[static_cast<std::size_t>(heir_of[g])];
            const MultiPolygon& before = m_ground.previous->grids[static_cast<std::size_t>(grid.heir_of)].output;
            MultiPolygon ordered = before;
            order_rings(ordered);
            if (ordered == grid.geometry) grid.geometry = before;
        }
    }

    /// Numbers follow from the polygons as they are written, so that everybody can see why they are as they are.
    [[nodiscard]] NumberedPlace final_place(const DividedGrid& grid) const {
        MultiPolygon work = grid.geometry;
        for (Polygon& polygon : work) {
            m_projection.to_work(polygon.shell);
            for (Ring& hole : polygon.holes)
                m_projection.to_work(hole);
        }
        const NumberedPlace place = numbered_place(work);
        return place.area_m2 > 0 ? place : NumberedPlace{grid.at, grid.area_m2};
    }

    /// The numbers of the grids, by their order from the north-west or after those that were there before.
    void choose_numbers() {
        std::vector<NumberedPlace> places;
        for (const DividedGrid& grid : m_result.grids)
            places.push_back(final_place(grid));
        const std::vector<std::int32_t> order = number_order(places);
        const CodeLayout& layout = m_request.profile.code;
        if (m_previous) {
            std::vector<std::int32_t> heir_of;
            for (const DividedGrid& grid : m_result.grids)
                heir_of.push_back(grid.heir_of);
            const auto numbers = numbers_after(*m_ground.previous, m_unit.code, heir_of, order, layout, m_unit.place);
            for (std::size_t g = 0; g < numbers.size(); ++g)
                m_result.grids[g].number = numbers[g];
            return;
        }
        for (std::size_t i = 0; i < order.size(); ++i)
            m_result.grids[static_cast<std::size_t>(order[i])].number =
                layout.first_number + static_cast<std::int64_t>(i);
    }

    /// Numbers the grids and brings them into the order of their numbers. Returns the new place of each.
    std::vector<std::int32_t> sort_by_number() {
        choose_numbers();
        std::vector<std::int32_t> order(m_result.grids.size());
        std::iota(order.begin(), order.end(), 0);
        std::sort(order.begin(), order.end(), [this](std::int32_t a, std::int32_t b) {
            return m_result.grids[static_cast<std::size_t>(a)].number <
                   m_result.grids[static_cast<std::size_t>(b)].number;
        });
        std::vector<std::int32_t> rank(order.size());
        std::vector<DividedGrid> sorted;
        for (std::size_t i = 0; i < order.size(); ++i) {
            rank[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
            sorted.push_back(std::move(m_result.grids[static_cast<std::size_t>(order[i])]));
        }
        m_result.grids = std::move(sorted);
        for (GridOverlap& overlap : m_result.overlaps)
            overlap.new_grid = rank[static_cast<std::size_t>(overlap.new_grid)];
        return rank;
    }

    /// The numbers of a unit that was kept: its code may be another now.
    void number_again() {
        const std::vector<std::int32_t> rank = sort_by_number();
        for (std::int32_t& grid : m_result.site_grid)
            grid = rank[static_cast<std::size_t>(grid)];
    }

    void number(const Mesh& mesh, const UnitPlan& plan) {
        const std::vector<std::int32_t> rank = sort_by_number();
        for (Finding& finding : m_result.findings) {
            if (!finding.grid_code.empty())
                finding.grid_code = fmt::format("{}", rank[static_cast<std::size_t>(std::stoi(finding.grid_code))]);
        }
        const auto note = [&](std::size_t cell) {
            m_result.site_grid.push_back(rank[static_cast<std::size_t>(plan.grid[cell])]);
        };
        if (m_cells_are_given) {
            for (std::size_t cell = 0; cell < mesh.cells.size(); ++cell)
                note(cell);
        }
        for (const std::int32_t cell : mesh.site_cell)
            note(static_cast<std::size_t>(cell));
    }

    const Ground& m_ground;
    const GroundIndex& m_index;
    std::size_t m_unit_index;
    const Unit& m_unit;
    const GriddingRequest& m_request;
    std::optional<std::int32_t> m_count;
    const Projection& m_projection;
    std::optional<PreviousUnit> m_previous;
    std::vector<std::int32_t> m_dedicated;  ///< by MeshCell::dedicated: index in Ground::dedicated
    bool m_cells_are_given = false;         ///< the cells of the mesh are the given ones, one by one
    DividedUnit m_result;
};

}  // namespace

void find_means(DividedUnit& unit) {
    double households = 0;
    double workload = 0;
    std::int64_t general = 0;
    for (const DividedGrid& grid : unit.grids) {
        if (grid.dedicated) continue;
        households += static_cast<double>(grid.households);
        workload += grid.workload;
        ++general;
    }
    unit.mean_households = general > 0 ? households / static_cast<double>(general) : 0;
    unit.mean_workload = general > 0 ? workload / static_cast<double>(general) : 0;
}

DividedUnit divide_unit(const Ground& ground, const GroundIndex& index, std::size_t unit,
                        const GriddingRequest& request, std::optional<std::int32_t> count,
                        const Projection& projection) {
    return UnitDivider(ground, index, unit, request, count, projection).divide();
}

}  // namespace grid
