#include "libgrid/layer/divide_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

#include "libgrid/layer/number.hpp"
#include "libgrid/layer/unit_finder.hpp"
#include "libgrid/mesh/validity.hpp"

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
        const Mesh mesh = make_mesh();
        m_result.seconds_mesh = watch.lap();
        const PlanOptions options = plan_options();
        const UnitPlan plan = plan_unit(mesh, options);
        check_number_room(m_unit.code, plan.grid_count, m_request.profile.code, m_unit.place);
        m_result.seconds_plan = watch.lap();
        TracedUnit traced =
            trace_grids(mesh, plan.grid, plan.grid_count, m_projection, {.straighten = m_request.straighten});
        collect(mesh, plan, traced);
        report_unit(mesh, plan);
        report_grids(mesh, plan);
        number(mesh, plan);
        m_result.seconds_trace = watch.lap();
        return std::move(m_result);
    }

private:
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
        return options;
    }

    Mesh make_mesh() {
        if (!m_ground.counts_on_cells) return mesh_of_ground({});
        const auto located = m_index.cells(m_unit_index);
        std::vector<GivenCell> cells;
        cells.reserve(located.size());
        for (const LocatedCell& cell : located)
            cells.push_back(cell.cell);
        CellMesh made = make_cell_mesh(cells);
        if (made.faults.empty() && (m_unit.output.empty() || same_outline(made))) {
            m_cells_are_given = true;
            return std::move(made.mesh);
        }
        if (m_unit.output.empty()) {
            const CoverageFault& fault = made.faults.front();
            throw GeometryError(fmt::format("the cells of unit {} are not an exact coverage: {} segments overlap, "
                                            "cross or do not match, the first one",
                                            m_unit.code, made.faults.size()),
                                {m_unit.place.file, m_unit.place.layer, located[fault.cell].fid, fault.at},
                                "give the units' boundaries as well, then the cells are fitted to them");
        }
        const Point at = made.faults.empty() ? m_unit.output.front().shell.front() : made.faults.front().at;
        m_result.findings.push_back(
            {"cells_fitted",
             Severity::warning,
             m_unit.code,
             {},
             fmt::format("the cells of unit {} do not match its boundary or each other exactly and were fitted to it",
                         m_unit.code),
             at});
        return mesh_of_ground(located);
    }

    /// Whether the outline of the cells is that of the unit, segment by segment.
    [[nodiscard]] bool same_outline(const CellMesh& made) const {
        std::vector<std::pair<Point, Point>> cells = made.outline;
        std::vector<std::pair<Point, Point>> unit;
        const auto add_ring = [&unit](const Ring& ring) {
            for (std::size_t i = 1; i < ring.size(); ++i) {
                if (ring[i - 1] != ring[i]) unit.emplace_back(std::minmax(ring[i - 1], ring[i]));
            }
        };
        for (const Polygon& polygon : m_unit.output) {
            add_ring(polygon.shell);
            for (const Ring& hole : polygon.holes)
                add_ring(hole);
        }
        for (auto& segment : cells)
            segment = std::pair(std::min(segment.first, segment.second), std::max(segment.first, segment.second));
        std::sort(cells.begin(), cells.end());
        std::sort(unit.begin(), unit.end());
        return cells == unit;
    }

    /// The mesh of a unit with an outline. Cells that do not fit it take part as buildings do.
    [[nodiscard]] Mesh mesh_of_ground(std::span<const LocatedCell> fitted) const {
        const LatticeBox box = box_of(m_unit);
        const std::vector<BarrierSegment> barriers = m_index.barriers(box);
        std::vector<LatticeArea> blocks;
        std::vector<std::pair<std::int32_t, std::int32_t>> block_of;  // index in the ground -> here, ascending
        for (const std::int32_t b : m_index.blocks(box)) {
            block_of.emplace_back(b, static_cast<std::int32_t>(blocks.size()));
            blocks.push_back(m_ground.blocks[static_cast<std::size_t>(b)]);
        }
        std::vector<LatticeArea> dedicated;
        for (const std::int32_t d : m_index.dedicated(box))
            dedicated.push_back(m_ground.dedicated[static_cast<std::size_t>(d)]);
        std::vector<MeshSite> sites;
        for (const LocatedSite& located : m_index.sites(m_unit_index)) {
            sites.push_back(located.site);
            if (located.site.block < 0) continue;
            const auto here =
                std::lower_bound(block_of.begin(), block_of.end(), std::pair(located.site.block, std::int32_t{0}));
            sites.back().block = here != block_of.end() && here->first == located.site.block ? here->second : -1;
        }
        for (const LocatedCell& located : fitted) {
            LatticeArea area;
            for (LatticeArea& part : lattice_areas(located.cell.work)) {
                for (auto& ring : part.rings)
                    area.rings.push_back(std::move(ring));
            }
            area.inside = located.inside;
            MeshSite site{located.inside, located.cell.households, located.cell.persons, located.cell.workload, -1};
            if (!area.rings.empty()) {
                site.block = static_cast<std::int32_t>(blocks.size());
                blocks.push_back(std::move(area));
            }
            sites.push_back(site);
        }
        UnitGround unit;
        unit.output = m_unit.output;
        unit.work = m_unit.work;
        unit.barriers = barriers;
        unit.blocks = blocks;
        unit.dedicated = dedicated;
        unit.sites = sites;
        TessellateOptions options;
        options.unite_overlapping = fitted.empty();
        return tessellate(unit, options);
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
        }
        for (std::size_t g = 0; g < m_result.grids.size(); ++g) {
            DividedGrid& grid = m_result.grids[g];
            grid.geometry = std::move(traced.grids[g]);
            grid.dedicated = static_cast<std::int32_t>(g) >= plan.general_count;
            if (grid.area_m2 > 0) grid.at = {grid.at.x / grid.area_m2, grid.at.y / grid.area_m2};
        }
        m_result.borders = traced.borders;
        m_result.splits = std::move(traced.splits);
    }

    void add_finding(const std::string& code, Severity severity, const Point& work, const std::string& message,
                     std::string grid = {}) {
        std::array<Point, 1> at{work};
        m_projection.to_output(at);
        m_result.findings.push_back({code, severity, m_unit.code, std::move(grid), message, at[0]});
    }

    void report_unit(const Mesh& mesh, const UnitPlan& plan) {
        const Point at = m_result.grids.front().at;
        Count households = 0;
        std::int64_t sites = 0;
        for (const MeshCell& cell : mesh.cells) {
            households += cell.households;
            sites += cell.sites;
        }
        const double total = static_cast<double>(households) / count_scale;
        const Profile& profile = m_request.profile;
        if (sites == 0) {
            add_finding("unit_without_sites", Severity::warning, at,
                        fmt::format("unit {} has no site; it is one grid", m_unit.code));
        } else if (plan.fit == CountFit::no_households) {
            add_finding("unit_without_households", Severity::warning, at,
                        fmt::format("unit {} has no household; it is one grid", m_unit.code));
        } else if (plan.fit == CountFit::too_few) {
            add_finding(
                "unit_too_small", Severity::warning, at,
                fmt::format("unit {} has {:.10g} households, fewer than one grid must have ({}); it is one grid",
                            m_unit.code, total, profile.min));
        } else if (plan.fit == CountFit::no_count) {
            add_finding("no_fitting_count", Severity::warning, at,
                        fmt::format("no number of grids of {} to {} households fits the {:.10g} households of unit {}; "
                                    "{} is the least bad",
                                    profile.min, profile.max, total, m_unit.code, plan.general_count));
        } else if (plan.fit == CountFit::not_enough_cells) {
            add_finding("not_enough_cells", Severity::error, at,
                        fmt::format("unit {} has {} cells, fewer than the grids that it should get", m_unit.code,
                                    mesh.cells.size()));
        }
        if (plan.spans_hard_barrier) {
            add_finding(
                "hard_barrier_spanned", Severity::warning, at,
                fmt::format(
                    "a part of unit {} between hard barriers cannot make grids of its own; a grid spans the barrier",
                    m_unit.code));
        }
        if (plan.disconnected) {
            add_finding("unit_disconnected", Severity::warning, at,
                        fmt::format("unit {} has parts that do not touch and are too small for grids of their own; a "
                                    "grid has several parts",
                                    m_unit.code));
        }
    }

    void report_grids(const Mesh& mesh, const UnitPlan& plan) {
        const Profile& profile = m_request.profile;
        double households = 0;
        double workload = 0;
        for (const DividedGrid& grid : m_result.grids) {
            if (grid.dedicated) continue;
            households += static_cast<double>(grid.households);
            workload += grid.workload;
        }
        const double mean = plan.general_count > 0 ? households / plan.general_count : 0;
        const double mean_workload = plan.general_count > 0 ? workload / plan.general_count : 0;
        m_result.mean_households = mean;
        m_result.mean_workload = mean_workload;
        const bool free_count = !m_count;
        const double upper =
            free_count ? static_cast<double>(profile.max * count_scale) : mean * (1 + profile.tolerance);
        std::vector<char> has_heavy(m_result.grids.size(), 0);
        for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
            const MeshCell& cell = mesh.cells[c];
            if (cell.dedicated >= 0 || static_cast<double>(cell.households) <= upper + 0.5) continue;
            has_heavy[static_cast<std::size_t>(plan.grid[c])] = 1;
            add_finding(
                "heavy_cell", Severity::warning, cell.at,
                fmt::format("one cell of unit {} alone has {:.10g} households, more than a grid may have ({:.10g})",
                            m_unit.code, static_cast<double>(cell.households) / count_scale, upper / count_scale),
                fmt::format("{}", plan.grid[c]));
        }
        const bool unit_explained = plan.fit != CountFit::fits;
        for (std::size_t g = 0; g < m_result.grids.size(); ++g) {
            const DividedGrid& grid = m_result.grids[g];
            if (grid.dedicated || has_heavy[g] != 0) continue;
            const double size = static_cast<double>(grid.households);
            const std::string name = fmt::format("{}", g);
            if (free_count && !unit_explained &&
                (size < static_cast<double>(profile.min * count_scale) || size > upper)) {
                add_finding("limit_missed", Severity::error, grid.at,
                            fmt::format("a grid of unit {} has {:.10g} households, not {} to {}", m_unit.code,
                                        size / count_scale, profile.min, profile.max),
                            name);
            }
            const bool tolerance_counts = !free_count || m_request.tolerance_is_wanted;
            if (tolerance_counts && mean > 0 && std::abs(size - mean) > profile.tolerance * mean + 1e-6 * mean) {
                add_finding(
                    "tolerance_missed", Severity::error, grid.at,
                    fmt::format("a grid of unit {} has {:.10g} households, {:+.1f} % of the mean, beyond {:.1f} %",
                                m_unit.code, size / count_scale, 100 * (size / mean - 1), 100 * profile.tolerance),
                    name);
            }
            if (m_ground.has_workload && mean_workload > 0 &&
                std::abs(grid.workload - mean_workload) > (profile.workload_tolerance + 1e-6) * mean_workload) {
                add_finding(
                    "workload_missed", Severity::warning, grid.at,
                    fmt::format("a grid of unit {} has a workload of {:.10g}, {:+.1f} % of the mean, beyond {:.1f} %",
                                m_unit.code, grid.workload, 100 * (grid.workload / mean_workload - 1),
                                100 * profile.workload_tolerance),
                    name);
            }
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

    void number(const Mesh& mesh, const UnitPlan& plan) {
        std::vector<NumberedPlace> places;
        for (const DividedGrid& grid : m_result.grids)
            places.push_back(final_place(grid));
        const std::vector<std::int32_t> order = number_order(places);
        std::vector<std::int32_t> rank(order.size());
        std::vector<DividedGrid> sorted;
        for (std::size_t i = 0; i < order.size(); ++i) {
            rank[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
            sorted.push_back(std::move(m_result.grids[static_cast<std::size_t>(order[i])]));
        }
        m_result.grids = std::move(sorted);
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
    bool m_cells_are_given = false;  ///< the cells of the mesh are the given ones, one by one
    DividedUnit m_result;
};

}  // namespace

DividedUnit divide_unit(const Ground& ground, const GroundIndex& index, std::size_t unit,
                        const GriddingRequest& request, std::optional<std::int32_t> count,
                        const Projection& projection) {
    return UnitDivider(ground, index, unit, request, count, projection).divide();
}

}  // namespace grid
