#include "libgrid/layer/unit_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace grid {

namespace {

class UnitReporter {
public:
    UnitReporter(const Mesh& mesh, const UnitPlan& plan, const DividedUnit& divided, const std::string& unit_code,
                 const GriddingRequest& request, bool count_is_fixed, bool has_workload)
        : m_mesh(mesh),
          m_plan(plan),
          m_divided(divided),
          m_unit_code(unit_code),
          m_request(request),
          m_count_is_fixed(count_is_fixed),
          m_has_workload(has_workload) {}

    Findings report() {
        report_unit();
        report_grids();
        return std::move(m_findings);
    }

private:
    void add_finding(const std::string& code, Severity severity, const Point& work, const std::string& message,
                     std::string grid = {}) {
        m_findings.push_back({code, severity, m_unit_code, std::move(grid), message, m_mesh.plane.to_output(work)});
    }

    void report_unit() {
        const Point at = m_divided.grids.front().at;
        Count households = 0;
        std::int64_t sites = 0;
        for (const MeshCell& cell : m_mesh.cells) {
            households += cell.households;
            sites += cell.sites;
        }
        const double total = static_cast<double>(households) / count_scale;
        const Profile& profile = m_request.profile;
        if (sites == 0) {
            add_finding("unit_without_sites", Severity::warning, at,
                        fmt::format("unit {} has no site; it is one grid", m_unit_code));
        } else if (m_plan.fit == CountFit::no_households) {
            add_finding("unit_without_households", Severity::warning, at,
                        fmt::format("unit {} has no household; it is one grid", m_unit_code));
        } else if (m_plan.fit == CountFit::too_few) {
            add_finding(
                "unit_too_small", Severity::warning, at,
                fmt::format("unit {} has {:.10g} households, fewer than one grid must have ({}); it is one grid",
                            m_unit_code, total, profile.min));
        } else if (m_plan.fit == CountFit::no_count) {
            add_finding("no_fitting_count", Severity::warning, at,
                        fmt::format("no number of grids of {} to {} households fits the {:.10g} households of unit {}; "
                                    "{} is the least bad",
                                    profile.min, profile.max, total, m_unit_code, m_plan.general_count));
        } else if (m_plan.fit == CountFit::not_enough_cells) {
            add_finding("not_enough_cells", Severity::error, at,
                        fmt::format("unit {} has {} cells, fewer than the grids that it should get", m_unit_code,
                                    m_mesh.cells.size()));
        } else if (m_plan.fit == CountFit::not_enough_households) {
            add_finding("not_enough_households", Severity::warning, at,
                        fmt::format("unit {} has fewer households outside dedicated areas than its {} grids; lower "
                                    "--grids",
                                    m_unit_code, m_plan.general_count));
        }
        if (m_plan.spans_hard_barrier) {
            add_finding(
                "hard_barrier_spanned", Severity::warning, at,
                fmt::format(
                    "a part of unit {} between hard barriers cannot make grids of its own; a grid spans the barrier{}",
                    m_unit_code, tolerance_hint()));
        }
        if (m_plan.disconnected) {
            add_finding("unit_disconnected", Severity::warning, at,
                        fmt::format("unit {} has parts that do not touch and are too small for grids of their own; a "
                                    "grid has several parts{}",
                                    m_unit_code, tolerance_hint()));
        }
    }

    /// What would let each part have grids of its own.
    [[nodiscard]] std::string tolerance_hint() const {
        if (!m_plan.tolerance_of_parts || *m_plan.tolerance_of_parts <= m_request.profile.tolerance) return {};
        return fmt::format("; --tolerance {:.3f} would let each part have its own", *m_plan.tolerance_of_parts);
    }

    /// The tolerance that the grids keep, in thousandths.
    [[nodiscard]] double tolerance_kept() const {
        double worst = 0;
        for (const DividedGrid& grid : m_divided.grids) {
            if (grid.dedicated) continue;
            worst = std::max(worst, std::abs(static_cast<double>(grid.households) / m_divided.mean_households - 1));
        }
        return std::ceil(worst * 1000 - 1e-6) / 1000;
    }

    void report_grids() {
        const Profile& profile = m_request.profile;
        const double mean = m_divided.mean_households;
        const double mean_workload = m_divided.mean_workload;
        const bool free_count = !m_count_is_fixed;
        const double upper =
            free_count ? static_cast<double>(profile.max * count_scale) : mean * (1 + profile.tolerance);
        std::vector<char> has_heavy(m_divided.grids.size(), 0);
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            const MeshCell& cell = m_mesh.cells[c];
            if (cell.dedicated >= 0 || static_cast<double>(cell.households) <= upper + 0.5) continue;
            has_heavy[static_cast<std::size_t>(m_plan.grid[c])] = 1;
            add_finding(
                "heavy_cell", Severity::warning, cell.at,
                fmt::format("one cell of unit {} alone has {:.10g} households, more than a grid may have ({:.10g})",
                            m_unit_code, static_cast<double>(cell.households) / count_scale, upper / count_scale),
                fmt::format("{}", m_plan.grid[c]));
        }
        const bool unit_explained = m_plan.fit != CountFit::fits;
        for (std::size_t g = 0; g < m_divided.grids.size(); ++g) {
            const DividedGrid& grid = m_divided.grids[g];
            if (grid.dedicated || has_heavy[g] != 0) continue;
            const double size = static_cast<double>(grid.households);
            const std::string name = fmt::format("{}", g);
            if (free_count && !unit_explained &&
                (size < static_cast<double>(profile.min * count_scale) || size > upper)) {
                add_finding("limit_missed", Severity::error, grid.at,
                            fmt::format("a grid of unit {} has {:.10g} households, not {} to {}", m_unit_code,
                                        size / count_scale, profile.min, profile.max),
                            name);
            }
            const bool tolerance_counts = !free_count || m_request.tolerance_is_wanted;
            if (tolerance_counts && mean > 0 && std::abs(size - mean) > profile.tolerance * mean + 1e-6 * mean) {
                add_finding(
                    "tolerance_missed", Severity::error, grid.at,
                    fmt::format("a grid of unit {} has {:.10g} households, {:+.1f} % of the mean, beyond {:.1f} %; "
                                "--tolerance {:.3f} would do",
                                m_unit_code, size / count_scale, 100 * (size / mean - 1), 100 * profile.tolerance,
                                tolerance_kept()),
                    name);
            }
            if (m_has_workload && mean_workload > 0 &&
                std::abs(grid.workload - mean_workload) > (profile.workload_tolerance + 1e-6) * mean_workload) {
                add_finding(
                    "workload_missed", Severity::warning, grid.at,
                    fmt::format("a grid of unit {} has a workload of {:.10g}, {:+.1f} % of the mean, beyond {:.1f} %",
                                m_unit_code, grid.workload, 100 * (grid.workload / mean_workload - 1),
                                100 * profile.workload_tolerance),
                    name);
            }
        }
    }

    const Mesh& m_mesh;
    const UnitPlan& m_plan;
    const DividedUnit& m_divided;
    const std::string& m_unit_code;
    const GriddingRequest& m_request;
    bool m_count_is_fixed;
    bool m_has_workload;
    Findings m_findings;
};

}  // namespace

Findings unit_findings(const Mesh& mesh, const UnitPlan& plan, const DividedUnit& divided, const std::string& unit_code,
                       const GriddingRequest& request, bool count_is_fixed, bool has_workload) {
    return UnitReporter(mesh, plan, divided, unit_code, request, count_is_fixed, has_workload).report();
}

}  // namespace grid
