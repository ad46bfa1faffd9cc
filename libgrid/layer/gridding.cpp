#include "libgrid/layer/gridding.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/layer/carry_over.hpp"
#include "libgrid/layer/changes.hpp"
#include "libgrid/layer/count_room.hpp"
#include "libgrid/layer/dedicated_across.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/grid_name.hpp"
#include "libgrid/layer/measure_rows.hpp"
#include "libgrid/layer/micro.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/stopwatch.hpp"
#include "libgrid/layer/stray_wishes.hpp"
#include "libgrid/layer/unit_counts.hpp"
#include "libgrid/layer/unit_faults.hpp"
#include "libgrid/layer/unit_findings.hpp"
#include "libgrid/layer/whole_numbers.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// Runs body(i) for i in 0 .. count-1 on `threads` threads. The order of the calls is open.
template <typename Body>
void for_each_unit(std::size_t count, int threads, Body&& body) {
    run_on_threads(threads, [&] { tbb::parallel_for(std::size_t{0}, count, body, tbb::simple_partitioner()); });
}

class Run {
public:
    Run(const Ground& ground, const GriddingRequest& request, bool want_assignments, const GriddingProgress& progress,
        LevelAbove* level)
        : m_level(level),
          m_request(request),
          m_want_assignments(want_assignments),
          m_progress(progress),
          m_ground(ground),
          m_findings(ground.findings),
          m_left_out(ground.left_out) {}

    GriddingResult execute() {
        divide();
        m_progress.stage(msg("match"));
        match();
        for (Finding& finding : find_dedicated_across(m_ground, m_units))
            m_findings.push_back(std::move(finding));
        for (Finding& finding : find_stray_wishes(m_request, m_ground, m_units))
            m_findings.push_back(std::move(finding));
        make_rows();
        compare();
        if (m_want_assignments) assign();
        if (m_level != nullptr) {
            m_level->row_of_site = rows_of(m_ground.sites);
            m_level->row_of_cell = rows_of(m_ground.cells);
        }
        if (m_request.wants_improvements) list_improvements();
        gather_findings();
        finish_report();
        lap("number");
        return std::move(m_result);
    }

private:
    void lap(const std::string& stage) { m_result.report.seconds.emplace_back(stage, m_watch.lap()); }

    /// A faulty unit gets no grids, and those that it had live on, as in a unit that a filter leaves out.
    void leave_out(const GroundIndex& index, std::size_t u) {
        m_units[u] = unit_without_grids(index, u);
        const std::string& code = m_ground.units[u].code;
        m_left_out.insert(std::ranges::lower_bound(m_left_out, code), code);
    }

    void divide() {
        const GroundIndex index(m_ground);
        const auto count = given_counts(m_ground, m_request);
        m_units.resize(m_ground.units.size());
        UnitFaults faults(m_ground, index);
        for (std::size_t u = 0; u < m_units.size(); ++u) {
            faults.of(u, [&] {
                with_request_of(m_ground.units[u], m_request, [&](const GriddingRequest& own) {
                    check_unit_room(m_ground, index, u, own, count[u]);
                });
            });
        }
        faults.settle(m_request, m_findings);
        m_progress.stage(msg("divide"));
        m_progress.start(static_cast<std::int64_t>(m_units.size()));
        for_each_unit(m_units.size(), m_request.threads, [&](std::size_t u) {
            faults.of(u, [&] {
                with_request_of(m_ground.units[u], m_request, [&](const GriddingRequest& own) {
                    m_units[u] = divide_unit(m_ground, index, u, own, count[u]);
                });
            });
            m_progress.unit_done();
        });
        faults.settle(m_request, m_findings);
        for (std::size_t u = 0; u < m_units.size(); ++u) {
            if (faults.has(u)) leave_out(index, u);
        }
        lap("divide");
        double mesh = 0, plan = 0, trace = 0;
        for (const DividedUnit& unit : m_units) {
            mesh += unit.seconds_mesh;
            plan += unit.seconds_plan;
            trace += unit.seconds_trace;
        }
        m_result.report.divided_seconds = {{"tessellate", mesh}, {"partition", plan}, {"trace", trace}};
    }

    void match() {
        std::vector<OutlineSplit> splits;
        for (DividedUnit& unit : m_units)
            std::move(unit.splits.begin(), unit.splits.end(), std::back_inserter(splits));
        const OutlineMatcher matcher(splits);
        for_each_unit(m_units.size(), m_request.threads, [&](std::size_t u) { match(matcher, u); });
        if (m_level != nullptr) m_level->splits = std::move(splits);
        drop_needless_vertices(m_ground.units, m_units);
        lap("match");
    }

    /// Each unit was proven alone. What a grid gets from its neighbours does not open its border, but must not make it
    /// touch itself.
    void match(const OutlineMatcher& matcher, std::size_t u) {
        DividedUnit& unit = m_units[u];
        for (std::size_t g = 0; g < unit.grids.size(); ++g) {
            MultiPolygon matched = unit.grids[g].geometry;
            if (!matcher.complete(matched)) continue;
            if (const auto fault = find_invalid(matched))
                unit.findings.push_back(unmatched_grid(m_ground.units[u].code, g, *fault));
            else
                unit.grids[g].geometry = std::move(matched);
        }
    }

    /// Counts of all grids as whole numbers. First those of the units of all shards are made whole, then those of the
    /// grids of each unit: so the sums of the units and of the whole are kept, and a shard has the same numbers.
    [[nodiscard]] std::vector<std::int64_t> whole_numbers(Count UnitTotals::*of_unit,
                                                          Count DividedGrid::*of_grid) const {
        std::vector<Count> totals;
        for (const UnitTotals& unit : m_ground.totals)
            totals.push_back(unit.*of_unit);
        const std::vector<std::int64_t> whole_totals = to_whole_numbers(totals);
        std::vector<std::int64_t> result;
        for (std::size_t u = 0; u < m_units.size(); ++u) {
            std::vector<Count> counts;
            for (const DividedGrid& grid : m_units[u].grids)
                counts.push_back(grid.*of_grid);
            if (counts.empty()) continue;  // a faulty unit
            const auto whole = to_whole_numbers(counts, whole_totals[m_ground.units[u].number]);
            result.insert(result.end(), whole.begin(), whole.end());
        }
        return result;
    }

    void make_rows() {
        const std::vector<std::int64_t> whole_households =
            whole_numbers(&UnitTotals::households, &DividedGrid::households);
        const std::vector<std::int64_t> whole_persons = whole_numbers(&UnitTotals::persons, &DividedGrid::persons);
        m_result.layer.grids.resize(whole_households.size());
        std::vector<std::size_t> first(m_units.size());
        std::size_t next = 0;
        for (std::size_t u = 0; u < m_units.size(); ++u) {
            first[u] = next;
            next += m_units[u].grids.size();
        }
        m_own.emplace(m_ground, m_request.profile);
        m_result.layer.extra_fields = m_own->fields();
        RowMeasurer measurer(m_ground.output_wkt);
        for_each_unit(m_units.size(), m_request.threads, [&](std::size_t u) {
            for (std::size_t g = 0; g < m_units[u].grids.size(); ++g) {
                GridRow& row = m_result.layer.grids[first[u] + g];
                fill_row(row, u, g);
                row.households = whole_households[first[u] + g];
                if (m_ground.has_persons) row.persons = whole_persons[first[u] + g];
                measurer.measure(row);
            }
        });
        m_first_row = std::move(first);
    }

    void fill_row(GridRow& row, std::size_t u, std::size_t g) {
        const Unit& unit = m_ground.units[u];
        DividedUnit& divided = m_units[u];
        DividedGrid& grid = divided.grids[g];
        const CodeLayout& layout = m_request.profile.code;
        row.code = grid_code(unit.code, grid.number, layout);
        row.name = name_of_grid(m_ground, m_request.profile, unit, divided, grid);
        row.unit_code = unit.code;
        row.unit_name = unit.name;
        row.kind = grid.dedicated ? "dedicated" : "general";
        row.sites = grid.sites;
        row.workload = grid.workload;
        if (m_request.work) {
            row.service_h = grid.service_h;
            row.walk_h = grid.walk_h;
            row.walk_km = grid.walk_km;
        }
        const auto deviation = [&grid](double value, double mean) {
            return mean > 0 && !grid.dedicated ? value / mean - 1 : 0;
        };
        row.dev_households = deviation(static_cast<double>(grid.households), divided.mean_households);
        row.dev_workload = deviation(grid.workload, divided.mean_workload);
        row.geometry = std::move(grid.geometry);
        m_own->give(grid, unit.name, row);
        if (!grid.wanted_name.empty()) row.name = grid.wanted_name;
    }

    /// The row of each of the sites or cells, which are sorted by unit, those in no unit first; -1: none.
    template <typename Items>
    [[nodiscard]] std::vector<std::int32_t> rows_of(const Items& items) const {
        std::vector<std::int32_t> rows(items.size(), -1);
        std::size_t first_of_unit = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0 && items[i].unit != items[i - 1].unit) first_of_unit = i;
            if (items[i].unit < 0) continue;
            const auto u = static_cast<std::size_t>(items[i].unit);
            const std::int32_t grid = m_units[u].site_grid[i - first_of_unit];
            if (grid >= 0) rows[i] = static_cast<std::int32_t>(m_first_row[u]) + grid;
        }
        return rows;
    }

    template <typename Name>
    void assign(const std::vector<std::int32_t>& rows, Name&& name) {
        for (std::size_t i = 0; i < rows.size(); ++i)
            m_result.assignments.emplace_back(
                name(i), rows[i] < 0 ? "" : m_result.layer.grids[static_cast<std::size_t>(rows[i])].code);
    }

    void assign() {
        assign(rows_of(m_ground.sites), [this](std::size_t i) { return m_ground.site_ids[i]; });
        assign(rows_of(m_ground.cells), [this](std::size_t i) { return m_ground.cells[i].id; });
        std::sort(m_result.assignments.begin(), m_result.assignments.end());
    }

    void list_improvements() {
        const GroundIndex index(m_ground);
        for (std::size_t u = 0; u < m_units.size(); ++u) {
            const auto sites = static_cast<std::int32_t>(index.sites(u).size());
            const auto id = [&](std::int32_t place) {
                if (place < 0) return std::string();
                return place < sites ? m_ground.site_ids[index.first_site(u) + static_cast<std::size_t>(place)]
                                     : index.cells(u)[static_cast<std::size_t>(place - sites)].id;
            };
            const auto code = [&](std::int32_t grid) {
                return m_result.layer.grids[m_first_row[u] + static_cast<std::size_t>(grid)].code;
            };
            for (const PlacedChange& found : m_units[u].improvements) {
                const CellChange& change = found.change;
                m_result.improvements.push_back({m_ground.units[u].code, id(found.place), code(change.from),
                                                 code(change.to), id(found.place_of_exchanged), change.exchanged >= 0,
                                                 change.limits, change.border_m, change.even_m, found.at});
            }
        }
    }

    void gather_findings() {
        Findings findings = std::move(m_findings);
        for (std::size_t u = 0; u < m_units.size(); ++u) {
            for (Finding& finding : m_units[u].findings) {
                if (!finding.grid_code.empty()) {
                    finding.grid_code =
                        m_result.layer.grids[m_first_row[u] + static_cast<std::size_t>(std::stoul(finding.grid_code))]
                            .code;
                }
                findings.push_back(std::move(finding));
            }
        }
        sort_findings(findings);
        m_result.layer.issues = findings;
        m_result.report.findings = std::move(findings);
    }

    void finish_report() {
        RunReport& report = m_result.report;
        report.has_workload = m_ground.has_workload;
        report.units = static_cast<std::int64_t>(m_ground.units.size());
        for (const LocatedSite& site : m_ground.sites)
            report.sites_outside += site.unit < 0;
        if (m_request.plan) report.plan = PlanReport{.improved = m_request.plan->improve};
        if (m_request.wants_improvements) {
            report.improvements.emplace();
            for (const ImprovementRow& row : m_result.improvements)
                (row.is_exchange ? report.improvements->exchanges : report.improvements->moves) += 1;
        }
        if (m_request.tries > 1) report.tries = TriesReport{.tries = m_request.tries};
        for (const DividedUnit& unit : m_units) {
            if (report.tries) {
                report.tries->best += unit.tries.best;
                report.tries->first += unit.tries.first;
                report.tries->worst += unit.tries.worst;
            }
            report.inner_border_m += unit.borders.inner_m;
            report.inner_border_on_barrier_m += unit.borders.inner_on_barrier_m;
            if (!report.plan) continue;
            report.plan->grids += unit.plan_grids;
            report.plan->households_moved += unit.plan_moved;
        }
        summarise_grids(m_result.layer.grids, m_request.profile.tolerance, m_request.profile.workload_tolerance,
                        report);
        m_result.layer.crs_wkt = m_ground.output_wkt;
        m_result.layer.run = m_ground.inputs;
        m_result.left_out = m_left_out;
        for (const Unit& unit : m_ground.units) {
            if (unit.sizes.workers) m_result.unit_workers.emplace_back(unit.code, *unit.sizes.workers);
        }
    }

    /// What became of the grids before, and which codes are not to be given again.
    void compare() {
        const std::vector<GridRow>& rows = m_result.layer.grids;
        RunReport& report = m_result.report;
        report.last_codes = last_codes(m_ground.units, rows, m_ground.used, m_request.profile.code);
        if (!m_ground.previous) {
            m_result.layer.lineage = lineage_of_retired(m_ground.used, m_ground.units, m_request.shard);
            for (GridRow& row : m_result.layer.grids)
                row.valid_from = m_request.date;
            return;
        }
        std::optional<PreviousGrids> with_faulty;
        if (m_left_out != m_ground.left_out) {
            with_faulty = *m_ground.previous;
            with_faulty->left_out = m_left_out;
        }
        const PreviousGrids& previous = with_faulty ? *with_faulty : *m_ground.previous;
        const ChangedRun changed{previous,      m_ground.used, m_ground.units,  m_units,
                                 m_first_row,   rows,          m_request.shard, m_request.profile.tolerance,
                                 m_request.date};
        m_result.layer.lineage = make_lineage(changed);
        set_valid_from(changed, m_result.layer.grids);
        report.changes = summarise_changes(changed);
        report.changes->retired_codes = retired_codes(changed);
        report.changes->notes = m_own->notes();
        if (auto finding = find_dropped_values(changed)) m_findings.push_back(std::move(*finding));
    }

    LevelAbove* m_level;  ///< filled, if there is to be one below
    const GriddingRequest& m_request;
    bool m_want_assignments;
    const GriddingProgress& m_progress;
    Stopwatch m_watch;
    const Ground& m_ground;
    Findings m_findings;
    std::vector<std::string> m_left_out;  ///< codes of units that are not looked at, and of faulty ones; ascending
    std::vector<DividedUnit> m_units;
    std::vector<std::size_t> m_first_row;  ///< by unit
    std::optional<OwnValues> m_own;
    GriddingResult m_result;
};

}  // namespace

GriddingResult run_gridding(const Ground& inputs, const GriddingRequest& request, bool want_assignments,
                            const GriddingProgress& progress) {
    return Run(inputs, request, want_assignments, progress, nullptr).execute();
}

GriddingResult run_level(const Ground& inputs, const GriddingRequest& request, bool want_assignments,
                         const GriddingProgress& progress, LevelAbove& level) {
    return Run(inputs, request, want_assignments, progress, &level).execute();
}

}  // namespace grid
