#include "libgrid/layer/unit_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"

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
          m_count_is_fixed(count_is_fixed || request.target_hours()),
          m_has_workload(has_workload) {}

    Findings report() {
        report_unit();
        report_grids();
        return std::move(m_findings);
    }

private:
    void add_finding(FindingCode kind, const Point& work, const Message& message, std::string grid = {}) {
        m_findings.emplace_back(kind, m_unit_code, std::move(grid), message, m_mesh.plane.to_output(work));
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
            add_finding("unit_without_sites", at, msg("unit {} has no site; it is one grid", m_unit_code));
        } else if (m_plan.fit == CountFit::no_households) {
            add_finding("unit_without_households", at, msg("unit {} has no household; it is one grid", m_unit_code));
        } else if (m_request.target_hours() && (m_plan.fit == CountFit::too_few || m_plan.fit == CountFit::no_count)) {
            report_hours(at);
        } else if (m_plan.fit == CountFit::too_few) {
            add_finding("unit_too_small", at,
                        msg("unit {} has {} households, fewer than one grid must have (--min {}); it is one grid",
                            m_unit_code, number_text(total), profile.min));
        } else if (m_plan.fit == CountFit::no_count) {
            add_finding("no_fitting_count", at,
                        msg("no number of grids of {} to {} households fits the {} households of unit {}; {} is the "
                            "least bad (--min and --max set the limits)",
                            profile.min, profile.max, number_text(total), m_unit_code, m_plan.general_count));
        } else if (m_plan.fit == CountFit::not_enough_cells) {
            add_finding(
                "not_enough_cells", at,
                msg("unit {} has {} cells{}, fewer than the grids that it should get", m_unit_code, m_mesh.cells.size(),
                    m_request.wishes.empty() ? Message() : msg(", of which wishes may tie some together")));
        } else if (m_plan.fit == CountFit::not_enough_households) {
            add_finding("not_enough_households", at,
                        msg("unit {} has fewer households outside dedicated areas than its {} grids; lower "
                            "--grids",
                            m_unit_code, m_plan.general_count));
        }
        if (m_plan.spans_hard_barrier) {
            add_finding("hard_barrier_spanned", at,
                        msg("a part of unit {} between hard barriers (--hard-barriers) cannot make grids of "
                            "its own; a grid spans "
                            "the barrier{}",
                            m_unit_code, tolerance_hint()));
        }
        if (m_plan.disconnected) {
            add_finding("unit_disconnected", at,
                        msg("unit {} has parts that do not touch and are too small for grids of their own; a "
                            "grid has several parts{}",
                            m_unit_code, tolerance_hint()));
        }
    }

    /// That no number of grids fits the hours of the unit.
    void report_hours(const Point& at) {
        double hours = 0;
        for (const DividedGrid& grid : m_divided.grids)
            hours += grid.dedicated ? 0 : grid.workload;
        const Profile& profile = m_request.profile;
        const double scale = *m_request.target_hours() / static_cast<double>(profile.target);
        const std::string least = number_text(scale * static_cast<double>(profile.min));
        if (m_plan.fit == CountFit::too_few) {
            add_finding("unit_too_small", at,
                        msg("unit {} has {:.1f} hours of work a month, fewer than one grid must have ({}, by "
                            "--target-hours); it is one grid",
                            m_unit_code, hours, least));
            return;
        }
        add_finding("no_fitting_count", at,
                    msg("no number of grids of {} to {} hours fits the {:.1f} hours of unit {}; {} is the least "
                        "bad (--target-hours sets the limits)",
                        least, number_text(scale * static_cast<double>(profile.max)), hours, m_unit_code,
                        m_plan.general_count));
    }

    /// What would let each part have grids of its own.
    [[nodiscard]] Message tolerance_hint() const {
        if (!m_plan.tolerance_of_parts || *m_plan.tolerance_of_parts <= m_request.profile.tolerance) return {};
        return msg("; --tolerance {:.3f} would let each part have its own", *m_plan.tolerance_of_parts);
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
            add_finding("heavy_cell", cell.at,
                        msg("one cell of unit {} alone has {} households, more than a grid may have ({}); {}",
                            m_unit_code, count_text(cell.households), number_text(upper / count_scale),
                            free_count ? "a higher --max would do, or smaller sites or cells"
                                       : "fewer --grids would do, or smaller sites or cells"),
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
                add_finding("limit_missed", grid.at,
                            msg("a grid of unit {} has {} households, not {} to {} (--min, --max)", m_unit_code,
                                count_text(grid.households), profile.min, profile.max),
                            name);
            }
            const bool tolerance_counts = !free_count || m_request.tolerance_is_wanted;
            if (tolerance_counts && mean > 0 && std::abs(size - mean) > profile.tolerance * mean + 1e-6 * mean) {
                add_finding("tolerance_missed", grid.at,
                            msg("a grid of unit {} has {} households, {:+.1f} % of the mean, beyond {:.1f} %; "
                                "--tolerance {:.3f} would do",
                                m_unit_code, count_text(grid.households), 100 * (size / mean - 1),
                                100 * profile.tolerance, tolerance_kept()),
                            name);
            }
            if (m_has_workload && mean_workload > 0 &&
                std::abs(grid.workload - mean_workload) > (profile.workload_tolerance + 1e-6) * mean_workload) {
                add_finding("workload_missed", grid.at,
                            msg("a grid of unit {} has a workload of {}, {:+.1f} % of the mean, beyond {:.1f} % "
                                "(--workload-tolerance)",
                                m_unit_code, number_text(grid.workload), 100 * (grid.workload / mean_workload - 1),
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

Finding fault_finding(FindingCode kind, const std::string& unit_code, const UnitFault& fault, const char* done) {
    return {kind,
            unit_code,
            {},
            msg("dividing unit {} as usual went wrong at {:.9g},{:.9g}: {}; {}", unit_code, fault.at.x, fault.at.y,
                fault.what, marked(done)),
            fault.at};
}

Finding unmatched_grid(const std::string& unit_code, std::size_t grid, const InvalidGeometry& fault) {
    return {"unit_mended", unit_code, fmt::format("{}", grid),
            msg("the grid has only its own vertices on the border of unit {}: with those of its neighbours "
                "it would not be valid ({})",
                unit_code, fault.reason),
            fault.at};
}

void sort_findings(Findings& findings) {
    std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) {
        return std::tie(a.unit_code, a.grid_code, a.code, a.at, a.message) <
               std::tie(b.unit_code, b.grid_code, b.code, b.at, b.message);
    });
}

}  // namespace grid
