#include "libgrid/merge/merge.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <unordered_set>

#include "libgrid/core/stage_clock.hpp"
#include "libgrid/merge/borders.hpp"
#include "libgrid/merge/conflicts.hpp"
#include "libgrid/merge/fit_grids.hpp"
#include "libgrid/merge/fuse.hpp"
#include "libgrid/merge/read_inputs.hpp"
#include "libgrid/merge/roll_up.hpp"
#include "libgrid/merge/snap_borders.hpp"

namespace grid {

namespace {

class Merge {
public:
    Merge(const MergeRequest& request, const std::function<void(const Message&)>& stage)
        : m_request(request), m_clock(stage, m_result.report.seconds) {}

    MergeResult run() {
        m_clock.begin(mark("read"));
        m_set = read_inputs(m_request);
        take(std::move(m_set.findings));
        m_clock.begin(mark("match"));
        MergeReport& report = m_result.report;
        if (m_request.replace) report.units_replaced = replace_units(m_set, report.findings);
        settle_duplicates(m_set, m_request.on_duplicate, report.findings);
        keep_retired(m_set, {}, {});
        for (const GridRow& row : m_set.rows)
            m_households += row.households;
        count_inputs();
        if (!m_request.as_they_are) fit();
        m_clock.begin(mark("measure"));
        complete_deviations();
        measure_stale(m_set, m_request.threads);
        if (m_request.fuse_below) {
            m_clock.begin(mark("fuse"));
            report.grids_fused = fuse_small_grids(m_set, *m_request.fuse_below, m_request.date, report.findings);
        }
        if (m_request.roll_up != RollUp::none) m_clock.begin(mark("roll up"));
        report.grids_rolled_up = roll_up(m_set, m_request, report.findings);
        measure_stale(m_set, m_request.threads);
        finish();
        m_clock.end();
        return std::move(m_result);
    }

private:
    void fit() {
        take(mend_rings(m_set, m_request.threads));
        std::int64_t& matched = m_result.report.vertices_matched;
        matched = match_borders(m_set, m_request.threads);
        if (m_request.snap_m > 0) {
            take(snap_borders(m_set, m_request.snap_m, m_request.threads));
            matched += match_borders(m_set, m_request.threads);
        }
        m_clock.begin(mark("check"));
        take(fit_grids(m_set, m_request.replace, m_request.threads));
    }

    void take(Findings findings) { std::ranges::move(findings, std::back_inserter(m_result.report.findings)); }

    void count_inputs() {
        for (const InputLayer& input : m_set.inputs)
            m_result.report.inputs.push_back({input.file, input.layer, input.grids, 0});
        for (const GridOrigin& origin : m_set.origins)
            ++m_result.report.inputs[static_cast<std::size_t>(origin.input)].kept;
    }

    /// Those of layers that do not say them.
    void complete_deviations() {
        const std::unordered_set<std::string> units(m_set.uncounted_units.begin(), m_set.uncounted_units.end());
        if (units.empty()) return;
        const std::vector<std::size_t> bounds = unit_bounds(m_set);
        for (std::size_t u = 0; u + 1 < bounds.size(); ++u) {
            if (units.contains(m_set.rows[bounds[u]].unit_code)) set_deviations(m_set, bounds[u], bounds[u + 1]);
        }
    }

    void finish() {
        MergeReport& report = m_result.report;
        GridLayer& layer = m_result.layer;
        for (std::size_t i = 0; i < m_set.size(); ++i) {
            m_set.rows[i].geometry = std::move(m_set.geometry[i]);
            report.households += m_set.rows[i].households;
        }
        if (report.households != m_households) throw std::logic_error("households were lost or counted twice");
        report.grids = static_cast<std::int64_t>(m_set.size());
        report.units = static_cast<std::int64_t>(unit_bounds(m_set).size()) - 1;
        report.notes = std::move(m_set.notes);
        layer.crs_wkt = m_set.crs_wkt;
        layer.grids = std::move(m_set.rows);
        layer.extra_fields = std::move(m_set.extra_fields);
        layer.lineage = std::move(m_set.lineage);
        layer.run = std::move(m_set.run);
        const auto counts = [](const InputLayer& input) { return input.grids == 0 || input.has_counts; };
        layer.is_uncounted = !m_set.inputs.empty() && std::ranges::none_of(m_set.inputs, counts);
        layer.issues = std::move(m_set.issues);
        layer.issues.insert(layer.issues.end(), report.findings.begin(), report.findings.end());
        // As gridify orders them; those without a place come first.
        const auto key = [](const Finding& f) {
            return std::tuple(std::string_view(f.unit_code), std::string_view(f.grid_code), std::string_view(f.code),
                              f.at, std::string_view(f.message.english()));
        };
        std::ranges::stable_sort(layer.issues, {}, key);
    }

    const MergeRequest& m_request;
    GridSet m_set;
    std::int64_t m_households = 0;  ///< of the grids that are merged
    MergeResult m_result;
    StageClock m_clock;
};

}  // namespace

MergeResult run_merge(const MergeRequest& request, const std::function<void(const Message&)>& stage) {
    return Merge(request, stage).run();
}

}  // namespace grid
