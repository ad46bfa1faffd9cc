#include "libgrid/layer/divide_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "libgrid/core/error.hpp"
#include "libgrid/layer/attempts.hpp"
#include "libgrid/layer/balance_work.hpp"
#include "libgrid/layer/heirs_of_unit.hpp"
#include "libgrid/layer/keep_ground.hpp"
#include "libgrid/layer/keep_unit.hpp"
#include "libgrid/layer/large_cells.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/number_grids.hpp"
#include "libgrid/layer/placed_improvements.hpp"
#include "libgrid/layer/plan_of_unit.hpp"
#include "libgrid/layer/previous_unit.hpp"
#include "libgrid/layer/prove_unit.hpp"
#include "libgrid/layer/site_radius.hpp"
#include "libgrid/layer/stopwatch.hpp"
#include "libgrid/layer/undivided_unit.hpp"
#include "libgrid/layer/unit_findings.hpp"
#include "libgrid/layer/unit_mesh.hpp"
#include "libgrid/layer/units_together.hpp"
#include "libgrid/layer/wishes_of_unit.hpp"

namespace grid {

namespace {

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
                std::optional<std::int32_t> count)
        : m_ground(ground),
          m_index(index),
          m_unit_index(unit),
          m_unit(ground.units[unit]),
          m_request(request),
          m_count(count),
          m_given(ground, index, unit, request.profile.min * count_scale),
          m_wishes(ground, index, unit, count ? 0 : request.profile.max * count_scale, count.value_or(0)) {}

    DividedUnit divide() {
        Stopwatch watch;
        if (m_request.work) m_work.emplace(m_ground, m_index, m_unit_index, m_request.profile.work);
        if (m_ground.previous) {
            m_previous.emplace(m_ground, m_index, m_unit_index);
            if (keep()) {
                add_work_findings();
                m_result.seconds_plan = watch.lap();
                return std::move(m_result);
            }
        }
        Findings mended;
        if (m_request.plan && m_given.says_nothing()) mended.push_back(m_given.unsaid());
        for (std::size_t i = 0;; ++i) {
            const auto fault = try_to_divide(attempts[i]);
            if (!fault) break;
            const bool is_last = i + 1 == attempts.size();
            mended.push_back(is_last ? fault_finding("unit_undivided", m_unit.code, *fault, as_it_is)
                                     : fault_finding("unit_mended", m_unit.code, *fault, attempts[i + 1].what));
            if (is_last) {
                m_result = undivided_unit(m_ground, m_index, m_unit_index, work());
                m_wishes.give_up(m_result);
                number_again();
                break;
            }
            m_faults.push_back(fault->at);
        }
        m_result.findings.insert(m_result.findings.begin(), mended.begin(), mended.end());
        add_work_findings();
        return std::move(m_result);
    }

private:
    /// The unit as it was before, if that is still right. A previous layer with faults is no reason to repeat them.
    bool keep() {
        if (stability() == 0 || !m_given.says_nothing()) return false;
        auto kept = kept_unit(m_ground, m_index, m_unit_index, *m_previous, m_request, m_count, work());
        if (!kept) return false;
        std::vector<MultiPolygon> grids;
        for (const DividedGrid& grid : kept->grids)
            grids.push_back(grid.geometry);
        const MultiPolygon ground = ground_of_unit(m_ground, m_index, m_unit_index);
        if (find_fault(ground, kept->splits, grids, {})) return false;
        if (!m_wishes.empty() && !m_wishes.hold_in(*kept, *m_previous)) return false;
        m_result = std::move(*kept);
        if (!far_sites(m_result.site_grid).empty()) return false;
        number_again();
        return true;
    }

    /// What is wrong with the result, if anything is.
    std::optional<UnitFault> try_to_divide(const Attempt& attempt) {
        m_result = {};
        try {
            return divide_by(attempt);
        } catch (const GeometryError& error) {
            const Point at = error.place().at.value_or(m_unit.output.empty() ? Point{} : m_unit.output[0].shell[0]);
            return UnitFault{error.message(), at};
        }
    }

    std::optional<UnitFault> divide_by(const Attempt& attempt) {
        Stopwatch watch;
        UnitMeshOptions mesh_options;
        const bool has_plan = !m_given.says_nothing() && !attempt.is_one_grid;
        m_drawn = m_previous ? &*m_previous : nullptr;
        if (m_given.drawn() != nullptr) m_drawn = m_given.drawn();
        if (attempt.is_one_grid) m_drawn = nullptr;
        mesh_options.previous = m_drawn;
        mesh_options.borders_cut = has_plan ? m_given.drawn() != nullptr : stability() > 0 || m_wishes.name_previous();
        if (has_plan) mesh_options.borders_snap_m = m_request.plan->snap_m;
        mesh_options.snap_m = m_request.snap_m * attempt.coarser;
        mesh_options.avoid = m_faults;
        mesh_options.avoid_m = attempt.avoid_m;
        mesh_options.is_one_cell = attempt.is_one_grid;
        if (!attempt.is_one_grid) mesh_options.wishes = m_wishes.chosen();
        UnitMesh made = make_unit_mesh(m_ground, m_index, m_unit_index, mesh_options);
        const Mesh& mesh = made.mesh;
        m_cells_are_given = made.cells_are_given;
        m_dedicated = made.dedicated;
        m_result.findings = std::move(made.findings);
        m_result.seconds_mesh = watch.lap();
        PlanOptions options = plan_options();
        if (m_request.max_radius_m > 0) options.sites = sites_of_cells(made, m_index, m_unit_index);
        if (attempt.is_one_grid) options.count = 1;
        if (has_plan) {
            m_given.read(made, m_request.plan->snap_m);
            options.previous = PreviousPlan{m_given.labels(), m_request.plan->stability};
        } else if (m_previous && !m_previous->empty() && stability() > 0) {
            options.previous = PreviousPlan{cells_of_previous(made), stability()};
        }
        const bool has_wishes = !m_wishes.empty() && !attempt.is_one_grid;
        const UnitPlan plan = plan_cells(made, options, has_plan, has_wishes);
        check_number_room(m_unit.code, plan.grid_count, m_request.profile.code, m_unit.place);
        m_result.seconds_plan = watch.lap();
        m_result.tries = plan.tries;
        TracedUnit traced =
            trace_grids(mesh, plan.grid, plan.grid_count, {.straighten = m_request.straighten && attempt.straighten});
        if (auto fault =
                find_fault(made.outline, traced.splits, traced.grids, parts_of(mesh, plan.grid, plan.grid_count)))
            return fault;
        SitePlaces places = place_all_sites(mesh, plan, traced);
        if (places.fault) return places.fault;
        const std::span<const std::int32_t> item_grid = made.cells_are_given ? plan.grid : places.grid;
        if (has_plan) m_given.settle(made, plan, item_grid, m_request.plan->improve, m_request.profile.code, m_result);
        collect(made, plan, places.grid, traced);
        if (stability() > 0 && !has_plan && !has_wishes) {
            // No block is to be cut; cells that do not fit each other are, whatever is done.
            const double narrow_m = cuts_a_block(m_ground, m_index, m_unit_index, *m_previous) ? 0.05 : 0.5;
            keep_ground(*m_previous, ground_of_unit(m_ground, m_index, m_unit_index),
                        ground_scale_of(m_ground.output_wkt), narrow_m, site_points(), item_grid, m_result);
        }
        if (m_work) weigh_cells(m_work->hours(), made);
        find_means(m_result);
        if (has_wishes) m_wishes.settle(made, plan, places.grid, m_result);
        if (attempt.is_one_grid) m_wishes.give_up(m_result);
        add(unit_findings(mesh, plan, m_result, m_unit.code, m_request, m_count.has_value(), m_ground.has_workload));
        add(far_sites(item_grid));
        if (m_request.wants_improvements) {
            const std::vector<char> fixed = has_wishes ? m_wishes.bound_cells(mesh.cells.size()) : std::vector<char>{};
            m_result.improvements =
                placed_improvements(made, improvements_of_unit(mesh, plan, options, fixed), m_index, m_unit_index);
        }
        number(plan, places.grid);
        m_result.seconds_trace = watch.lap();
        return std::nullopt;
    }

    [[nodiscard]] UnitPlan plan_cells(UnitMesh& made, const PlanOptions& options, bool has_plan, bool has_wishes) {
        m_wishes.unbind();
        if (has_plan && !m_request.plan->improve) return m_given.take_over(made);
        const auto plan = [&](const PlanOptions& wanted) {
            if (!has_wishes) return plan_with_large_cells(made.mesh, wanted, m_request.alone_from * count_scale);
            m_wishes.unbind();
            return m_wishes.plan(made, m_previous ? cells_of_previous(made) : std::vector<std::int32_t>{}, wanted);
        };
        if (!m_work) return plan(options);
        return plan_work(*m_work, made, options, m_request.target_hours(), plan, has_wishes);
    }

    [[nodiscard]] UnitWork* work() { return m_work ? &*m_work : nullptr; }

    void add_work_findings() {
        if (!m_work) return;
        for (Finding& finding : m_work->findings())
            m_result.findings.push_back(std::move(finding));
    }

    /// The sites of the mesh, cells that were fitted after them, in output coordinates.
    [[nodiscard]] std::vector<Point> site_points() const {
        std::vector<Point> points;
        for (const LocatedSite& located : m_index.sites(m_unit_index))
            points.push_back(located.site.at);
        for (const LocatedCell& located : m_index.cells(m_unit_index))
            points.push_back(located.inside);
        return points;
    }

    [[nodiscard]] SitePlaces place_all_sites(const Mesh& mesh, const UnitPlan& plan, const TracedUnit& traced) const {
        if (m_cells_are_given) return {};
        std::vector<std::int32_t> planned;
        planned.reserve(mesh.site_cell.size());
        for (const std::int32_t cell : mesh.site_cell)
            planned.push_back(plan.grid[static_cast<std::size_t>(cell)]);
        return place_sites(site_points(), planned, traced.grids, mesh.plane.scale);
    }

    [[nodiscard]] double stability() const { return m_request.previous ? m_request.previous->stability : 0; }

    [[nodiscard]] PlanOptions plan_options() const {
        const Profile& profile = m_request.profile;
        PlanOptions options;
        options.size = {profile.target * count_scale, profile.min * count_scale, profile.max * count_scale};
        options.count = m_count;
        options.tolerance = profile.tolerance;
        options.workload_tolerance = profile.workload_tolerance;
        options.evenness = profile.evenness;
        options.has_workload = m_ground.has_workload;
        options.effort = m_request.effort;
        options.seed = seed_of_unit(m_request.seed, m_unit.code);
        options.tries = m_request.tries;
        options.max_radius = m_request.max_radius_m;
        options.on_problem = m_request.on_problem;
        options.on_count = [this](std::int32_t count) {
            check_number_room(m_unit.code, count, m_request.profile.code, m_unit.place);
        };
        return options;
    }

    void add(const Findings& findings) {
        m_result.findings.insert(m_result.findings.end(), findings.begin(), findings.end());
    }

    [[nodiscard]] Findings far_sites(std::span<const std::int32_t> site_grid) const {
        if (!(m_request.max_radius_m > 0)) return {};
        return find_far_sites(m_result.grids, site_grid, m_unit, m_index, m_unit_index, m_request.max_radius_m);
    }

    /// The previous grid of each cell, or -1.
    [[nodiscard]] std::vector<std::int32_t> cells_of_previous(const UnitMesh& made) const {
        return made.cells_are_given ? m_previous->grid_of_cells(m_index.cells(m_unit_index))
                                    : m_previous->grid_of_cells(made.mesh);
    }

    /// `site_grid` is by site of the mesh.
    void collect(const UnitMesh& made, const UnitPlan& plan, const std::vector<std::int32_t>& site_grid,
                 TracedUnit& traced) {
        const Mesh& mesh = made.mesh;
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
        move_sites(mesh, plan, site_grid);
        if (m_work) measure_work(*m_work, m_cells_are_given ? std::span(plan.grid) : site_grid, m_result);
        m_result.borders = traced.borders;
        m_result.splits = std::move(traced.splits);
        if (m_drawn != nullptr) {
            m_result.splits = m_drawn->on_plain_outline(std::move(m_result.splits));
            for (const OutlineSplit& added : m_drawn->added())
                m_result.added_vertices.insert(m_result.added_vertices.end(), added.nodes.begin(), added.nodes.end());
        }
        if (m_previous) {
            m_result.overlaps = overlaps_with_previous(made, plan, site_grid, cells_of_previous(made), *m_previous,
                                                       m_index, m_unit_index);
            carry_on(*m_previous, heirs(plan), m_result);
        }
        if (!m_given.says_nothing()) m_given.label_grids(m_result.grids);
    }

    /// The grids that carry on a certain previous one, whatever they have in common.
    [[nodiscard]] WantedHeirs heirs(const UnitPlan& plan) const {
        WantedHeirs wanted{m_wishes.heirs(plan)};
        if (m_given.says_nothing()) return wanted;
        const auto by_code = m_given.heirs(m_previous->own());
        wanted.no_others = !by_code.empty() || !m_given.typed().empty();
        wanted.pairs = heirs_by_wish_and_code(wanted.pairs, by_code);
        return wanted;
    }

    /// A site on a border counts where it lies, not where it was planned.
    void move_sites(const Mesh& mesh, const UnitPlan& plan, const std::vector<std::int32_t>& site_grid) {
        const auto sites = m_index.sites(m_unit_index);
        const auto cells = m_index.cells(m_unit_index);
        for (std::size_t s = 0; s < site_grid.size(); ++s) {
            const std::int32_t planned = plan.grid[static_cast<std::size_t>(mesh.site_cell[s])];
            if (site_grid[s] == planned) continue;
            DividedGrid& from = m_result.grids[static_cast<std::size_t>(planned)];
            DividedGrid& to = m_result.grids[static_cast<std::size_t>(site_grid[s])];
            const auto move = [&](const auto& item) {
                from.sites -= 1;
                to.sites += 1;
                from.households -= item.households;
                to.households += item.households;
                from.persons -= item.persons;
                to.persons += item.persons;
                from.workload -= item.workload;
                to.workload += item.workload;
            };
            s < sites.size() ? move(sites[s].site) : move(cells[s - sites.size()].cell);
        }
    }

    [[nodiscard]] std::vector<std::int32_t> number_all() {
        std::span<const PreviousGrid> previous;
        if (m_ground.previous) previous = m_ground.previous->grids;
        return number_grids(m_result, m_unit, m_request.profile.code, previous, m_ground.used, m_request.renumber);
    }

    /// The numbers of a unit that was kept, whose code may be another now, or was not divided.
    void number_again() {
        const std::vector<std::int32_t> rank = number_all();
        for (std::int32_t& grid : m_result.site_grid)
            grid = rank[static_cast<std::size_t>(grid)];
    }

    void number(const UnitPlan& plan, const std::vector<std::int32_t>& site_grid) {
        const std::vector<std::int32_t> rank = number_all();
        for (Finding& finding : m_result.findings) {
            if (!finding.grid_code.empty())
                finding.grid_code = fmt::format("{}", rank[static_cast<std::size_t>(std::stoi(finding.grid_code))]);
        }
        for (PlacedChange& found : m_result.improvements) {
            found.change.from = rank[static_cast<std::size_t>(found.change.from)];
            found.change.to = rank[static_cast<std::size_t>(found.change.to)];
        }
        for (const std::int32_t grid : m_cells_are_given ? plan.grid : site_grid)
            m_result.site_grid.push_back(rank[static_cast<std::size_t>(grid)]);
    }

    const Ground& m_ground;
    const GroundIndex& m_index;
    std::size_t m_unit_index;
    const Unit& m_unit;
    const GriddingRequest& m_request;
    std::optional<std::int32_t> m_count;
    PlanOfUnit m_given;
    WishesOfUnit m_wishes;
    std::optional<UnitWork> m_work;  ///< where it is reckoned
    std::optional<PreviousUnit> m_previous;
    const PreviousUnit* m_drawn = nullptr;  ///< whose vertices on the outline are kept
    std::vector<Point> m_faults;            ///< of the attempts so far
    std::vector<std::int32_t> m_dedicated;  ///< by MeshCell::dedicated: index in Ground::dedicated
    bool m_cells_are_given = false;         ///< the cells of the mesh are the given ones, one by one
    DividedUnit m_result;
};

}  // namespace

void find_means(DividedUnit& unit) {
    double households = 0;
    std::vector<double> workloads;  // summed in an order that is not that of the grids: it is the same a year later
    for (const DividedGrid& grid : unit.grids) {
        if (grid.dedicated) continue;
        households += static_cast<double>(grid.households);
        workloads.push_back(grid.workload);
    }
    std::ranges::sort(workloads);
    const auto general = static_cast<double>(std::max<std::size_t>(1, workloads.size()));
    unit.mean_households = households / general;
    unit.mean_workload = std::accumulate(workloads.begin(), workloads.end(), 0.0) / general;
}

DividedUnit divide_unit(const Ground& ground, const GroundIndex& index, std::size_t unit,
                        const GriddingRequest& request, std::optional<std::int32_t> count) {
    return UnitDivider(ground, index, unit, request, count).divide();
}

}  // namespace grid
