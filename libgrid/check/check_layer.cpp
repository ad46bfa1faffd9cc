
#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>

#include "libgrid/check/check_context.hpp"
#include "libgrid/check/check_steps.hpp"
#include "libgrid/check/compare_plans.hpp"
#include "libgrid/check/exceptions.hpp"
#include "libgrid/check/recount.hpp"
#include "libgrid/check/suggest.hpp"
#include "libgrid/check/summary.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/stage_clock.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/repair.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/feature_table.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/micro_layer.hpp"

namespace grid {

namespace {

GroundScale scale_of(const GridTable& grids) {
    if (grids.is_local) return {metres_per_unit(grids.crs_wkt), false};
    // Without a CRS, or in a wrong one, what looks like degrees is taken for degrees.
    const bool degrees = grids.crs_wkt.empty() || !grids.is_measurable
                             ? grids.extent.min_x >= -360 && grids.extent.max_x <= 360 && grids.extent.min_y >= -180 &&
                                   grids.extent.max_y <= 180
                             : is_geographic(grids.crs_wkt);
    if (degrees) return {metres_per_degree, true};
    return {grids.crs_wkt.empty() ? 1 : metres_per_unit(grids.crs_wkt), false};
}

class Checker {
public:
    /// `guide`: the layer that this one is compared with, or null.
    Checker(const CheckRequest& request, const GridTable* guide, const std::function<void(const Message&)>& stage)
        : m_request(request),
          m_guide(guide),
          m_stage(stage),
          m_findings(request.selection),
          m_clock(stage, m_result.seconds) {}

    CheckResult run() {
        m_clock.begin(mark("read"));
        m_grids = read_grid_table(m_request, m_findings);
        find_lineage();
        m_context.micro = find_micro_layer(m_request.grids);
        m_has_record = table_beside("grid_run").has_value();
        m_context.scale = scale_of(m_grids);
        m_context.first = m_guide;
        note_fields();
        if (m_request.exceptions) read_exceptions();
        if (m_request.repair) repair();
        if (m_grids.is_measurable) read_inputs();
        if (m_guide != nullptr && take_units_of(*m_guide, m_grids))
            m_result.notes.emplace_back(
                msg("unit of a grid: that of the layer that it is compared with, where it lies"));
        if (m_request.recount || m_request.repair) bring_up_to_date();
        for (const CheckStep& step : check_steps())
            run_step(step);
        note_checks();
        measure_plans();
        m_clock.begin(mark("report"));
        if (m_request.summary) m_result.units = summarise_units(m_context);
        std::vector<std::size_t> all(m_grids.rows.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        m_result.work = work_of_rows(m_context, all);
        m_result.crs_wkt = m_grids.crs_wkt;
        m_result.grids = static_cast<std::int64_t>(m_grids.rows.size());
        finish_findings();
        if (!m_result.plans.empty()) count_findings(m_result.findings, m_result.plans.front());
        if (m_request.suggest) {
            m_clock.begin(mark("suggest"));
            m_result.trials =
                try_repairs(m_context, repair_options(), m_result.findings, m_exceptions ? &*m_exceptions : nullptr);
        }
        m_clock.end();
        return std::move(m_result);
    }

    CheckedPlan run_as_plan() {
        CheckedPlan plan;
        plan.result = run();
        plan.grids = std::move(m_grids);
        plan.items = std::move(m_items);
        return plan;
    }

private:
    void read_exceptions() {
        m_exceptions.emplace(*m_request.exceptions, m_grids, m_context.scale, m_request.gap_width_m);
        const auto& shift = m_exceptions->unknown_shift();
        if (shift && !m_request.against.allow_ballpark) m_findings.add(shift->code, -1, shift->message);
    }

    void measure_plans() {
        if (!wants_figures(m_request)) return;
        m_clock.begin(mark("compare"));
        if (m_guide == nullptr) {
            m_result.plans = compare_plans(m_context, m_stage, m_result.notes);
        } else {
            m_result.plans.push_back(measure_plan(m_context, m_items));
        }
    }

    /// Counts what is accepted apart, and tells of exceptions that nothing needs any more.
    void finish_findings() {
        CompleteFindings found = m_findings.finish(m_grids);
        m_result.has_exceptions = m_exceptions.has_value();
        if (m_exceptions) m_result.accepted = m_exceptions->take_accepted(found);
        m_result.findings = std::move(found.findings);
        constexpr const char* expired_code = "exception_expired";
        if (!m_exceptions || !m_findings.wants(expired_code)) return;
        Findings expired = m_exceptions->expired(m_result.checks_run);
        for (Finding& finding : expired)
            finding.severity = m_request.selection.severity(expired_code);
        const std::size_t place = check_index(expired_code);
        const auto at = std::ranges::find_if(m_result.findings,
                                             [&](const Finding& finding) { return check_index(finding.code) > place; });
        m_result.findings.insert(at, std::make_move_iterator(expired.begin()), std::make_move_iterator(expired.end()));
    }

    /// The options that a step lacks; empty: it can run.
    [[nodiscard]] Message lacks(unsigned needs) const {
        const GriddingRequest& against = m_request.against;
        if ((needs & need_fields) != 0 && !m_grids.has_grid_fields) return msg("fields of grids, as --code-field");
        if ((needs & need_metres) != 0 && !m_grids.is_measurable)
            return m_grids.is_local ? msg("a CRS with a place on the earth") : msg("a CRS that fits the coordinates");
        if ((needs & need_boundaries) != 0 && !against.boundaries) return "--boundaries";
        if ((needs & need_counts) != 0 && !has_counts()) return msg("--sites or --cells");
        if ((needs & need_blocks) != 0 && against.blocks.empty() && !against.sites)
            return msg("--blocks, or buildings as --sites");
        if ((needs & need_barriers) != 0 && !has_hard_barriers()) return "--hard-barriers";
        if ((needs & need_dedicated) != 0 && against.dedicated.empty()) return "--dedicated";
        if ((needs & need_lineage) != 0 && !m_context.lineage) return "--lineage";
        if ((needs & need_wishes) != 0 && against.wishes.empty()) return "--wishes";
        if ((needs & need_micro) != 0 && !m_context.micro) return msg("a layer of micro-grids beside the grids");
        if ((needs & need_record) != 0 && !m_has_record && !m_request.selection.asks_for("numbering_order"))
            return msg("a record of the run in the layer's file, or --severity numbering_order=LEVEL");
        return {};
    }

    [[nodiscard]] bool has_counts() const {
        return m_request.against.sites.has_value() || m_request.against.cells.has_value();
    }

    [[nodiscard]] bool has_hard_barriers() const {
        const auto& barriers = m_request.against.barriers;
        return std::any_of(barriers.begin(), barriers.end(), [](const auto& b) { return !b.hard_where.empty(); });
    }

    [[nodiscard]] bool is_wanted(const CheckStep& step) const {
        return std::any_of(step.codes.begin(), step.codes.end(),
                           [&](std::string_view code) { return m_findings.wants(code); });
    }

    void run_step(const CheckStep& step) {
        if (!is_wanted(step) || !lacks(step.needs).empty()) return;
        m_clock.begin(step.stage);
        step.run(m_context);
    }

    /// What a check lacks; empty: it was made. Those that no step names are made while reading.
    [[nodiscard]] Message lacks(const FindingKind& check) const {
        const std::string_view code = check.code;
        if (code == "tolerance_missed" && !m_request.against.tolerance_is_wanted) return "--tolerance";
        if (code == "field_missing" || code == "value_invalid") return lacks(has_counts() ? 0U : need_fields);
        if (code == "ground_differs") return m_request.plans.empty() ? Message("--against") : lacks(need_metres);
        if (code == "exception_expired") return m_exceptions ? "" : "--exceptions";
        if (code == "workload_missed" && !m_request.workload_tolerance_is_wanted) return "--workload-tolerance";
        for (const CheckStep& step : check_steps()) {
            const auto named = std::find(step.codes.begin(), step.codes.end(), code);
            if (named != step.codes.end()) return lacks(step.needs);
        }
        return {};
    }

    void note_checks() {
        for (const FindingKind& check : all_checks()) {
            if (!m_findings.wants(check.code)) continue;
            Message lacking = lacks(check);
            if (lacking.empty()) {
                m_result.checks_run.emplace_back(check.code);
            } else {
                m_result.checks_not_run.emplace_back(check.code, std::move(lacking));
            }
        }
    }

    /// The table of that name in the file of the layer.
    [[nodiscard]] std::optional<std::string> table_beside(const char* name) const {
        if (m_request.grids.memory) return std::nullopt;
        return find_side_table(m_request.grids.path, m_grids.layer, name);
    }

    /// That of the options, else the one beside the layer.
    void find_lineage() {
        m_context.lineage = m_request.lineage;
        if (m_context.lineage) return;
        const auto table = table_beside("lineage");
        if (!table) return;
        m_context.lineage.emplace();
        m_context.lineage->path = m_request.grids.path;
        m_context.lineage->layer = *table;
        m_result.notes.emplace_back(msg("lineage: the table of the layer's own file (--lineage names another)"));
    }

    void note_fields() {
        const auto note = [this](const Message& what, const std::optional<std::string>& field, const char* option) {
            m_result.notes.push_back(field ? msg("{}: field '{}' ({} names another)", what, *field, option)
                                           : msg("{}: no field ({} names one)", what, option));
        };
        if (Message deleted = deleted_note(m_grids.file, m_grids.deleted); !deleted.empty())
            m_result.notes.push_back(std::move(deleted));
        if (!m_grids.has_grid_fields)
            m_result.notes.emplace_back(
                msg("the layer has no field of grids: only geometry and coverage are looked at"));
        note(msg("grid code"), m_grids.fields.code, "--code-field");
        note(msg("unit code"), m_grids.fields.unit, "--unit-field");
        note(msg("households"), m_grids.fields.households, "--households-field");
        note(msg("persons"), m_grids.fields.persons, "--persons-field");
        note(msg("workload"), m_grids.fields.workload, "--workload-field");
    }

    /// Reads what the layer is held against, as gridify reads it, into the CRS of the layer.
    void read_inputs() {
        unsigned needs = 0;
        for (const CheckStep& step : check_steps()) {
            if (is_wanted(step) && lacks(step.needs).empty()) needs |= step.needs;
        }
        const bool figures = wants_figures(m_request);
        const bool counts = figures || m_request.recount || m_request.repair;
        if (counts && lacks(need_metres | need_counts).empty()) needs |= need_counts;
        if (figures && lacks(need_blocks).empty()) needs |= need_blocks;
        if (figures && !m_request.against.barriers.empty()) needs |= need_barriers;
        if (figures && !m_request.against.wishes.empty()) needs |= need_wishes;
        if ((needs & need_wishes) != 0 && has_counts()) needs |= need_counts;
        constexpr unsigned any = need_boundaries | need_counts | need_blocks | need_barriers | need_dedicated |
                                 need_wishes | need_ground | need_all;
        const bool has_boundaries = m_request.against.boundaries.has_value();
        if ((needs & any) == 0 && !has_boundaries) return;
        m_clock.begin(mark("read inputs"));
        GriddingRequest against = m_request.against;
        against.output_crs = m_grids.crs_wkt;
        const bool walks = against.work && against.work->ways.empty();
        std::erase_if(against.barriers,
                      [&](const BarrierSource& barrier) { return !figures && !walks && barrier.hard_where.empty(); });
        if ((needs & need_all) != 0) needs |= any;
        if ((needs & need_barriers) == 0 && !against.work) against.barriers.clear();
        if ((needs & (need_counts | need_blocks)) == 0) against.sites.reset();
        if ((needs & need_counts) == 0) against.cells.reset();
        if ((needs & need_wishes) == 0) against.wishes.clear();
        GroundOptions options;
        options.checksums = false;
        options.keep_site_ids = figures && against.sites && !against.sites->household_id.empty();
        options.frame_crs = m_grids.crs_wkt;
        m_ground = read_ground(against, options);
        note_ground();
        m_context.ground = &*m_ground;
        if (has_boundaries) {
            std::vector<MultiPolygon> units;
            for (const Unit& unit : m_ground->units)
                units.push_back(unit.output);
            m_context.home = find_units(m_grids.geometry, units);
            take_units_from_place();
        }
    }

    /// What was found in the inputs, but for what is a finding here as well.
    void note_ground() {
        std::map<std::string, std::pair<std::int64_t, Message>> by_code;
        for (const Finding& finding : m_ground->findings) {
            if (finding.code == "site_outside" || finding.code == "cell_outside" || finding.code == "area_code_range" ||
                finding.code == "sites_datum" || finding.code == "units_overlap" ||
                finding.code == "datum_shift_unknown")
                continue;
            auto& [count, first] = by_code[finding.code];
            if (count++ == 0) first = finding.message;
        }
        for (const auto& [code, what] : by_code)
            m_result.notes.push_back(msg("{} ({}), the first: {}", code, what.first, what.second));
    }

    /// A layer that does not say which unit a grid belongs to: the one that it lies in.
    void take_units_from_place() {
        if (!m_grids.units.empty()) return;
        for (const Unit& unit : m_ground->units)
            m_grids.units.push_back(unit.code);  // ascending, as the units are
        m_grids.unit_of = m_context.home;
        m_result.notes.emplace_back(msg("unit of a grid: the one that it lies in (--unit-field names a field)"));
    }

    /// Whether somebody would be nowhere without the grid.
    static bool has_counts(const GridRecord& row) {
        return row.households.value_or(0) > 0 || row.persons.value_or(0) > 0 || row.workload.value_or(0) > 0 ||
               row.sites.value_or(0) > 0;
    }

    [[nodiscard]] RepairOptions repair_options() const {
        RepairOptions options;
        options.scale = m_context.scale;
        options.snap_m = m_request.snap_m;
        options.gap_width_m = m_request.gap_width_m;
        options.threads = m_request.against.threads;
        options.rule = m_request.overlap_to;
        options.close_inlets = m_request.close_inlets;
        if (m_request.give_slivers) {
            options.sliver_width_m = m_request.sliver_width_m;
            for (const GridRecord& row : m_grids.rows)
                options.must_stay.push_back(has_counts(row) ? 1 : 0);
        }
        if (m_exceptions)
            options.is_known_gap = [this](const MultiPolygon& area) { return m_exceptions->is_known_gap(area); };
        return options;
    }

    /// What is mended is mended before the checks, so that the findings are what is left.
    void repair() {
        m_clock.begin(mark("repair"));
        const RepairOptions options = repair_options();
        RepairResult repaired = repair_coverage(m_grids.geometry, options);
        if (repaired.at_limit) {
            m_result.warnings.push_back(
                msg("--repair stopped after {} rounds, while there was more to mend; "
                    "repair the result again",
                    options.max_rounds));
        }
        std::vector<char> is_empty(m_grids.rows.size(), 0);
        for (RepairChange& change : repaired.changes) {
            const auto row = static_cast<std::size_t>(change.feature);
            RepairedFeature feature;
            feature.fid = m_grids.rows[row].fid;
            feature.index = m_grids.rows[row].index;
            feature.grid_code = m_grids.rows[row].code;
            feature.old_area_m2 = change.old_area_m2;
            feature.new_area_m2 = change.new_area_m2;
            feature.what = std::move(change.what);
            feature.geometry = repaired.features[row];
            m_grids.geometry[row] = std::move(repaired.features[row]);
            is_empty[row] = m_grids.geometry[row].empty() ? 1 : 0;
            m_result.repaired.push_back(std::move(feature));
        }
        if (std::ranges::find(is_empty, 1) != is_empty.end()) drop_empty_rows(m_grids, is_empty, m_findings);
    }

    /// All attributes, or those of what the repair has changed. Before the checks, likewise.
    void bring_up_to_date() {
        m_clock.begin(mark("recount"));
        std::vector<char> wanted(m_grids.rows.size(), m_request.recount ? 1 : 0);
        for (std::size_t row = 0; row < wanted.size(); ++row) {
            const auto is_changed =
                std::ranges::binary_search(m_result.repaired, m_grids.rows[row].index, {}, &RepairedFeature::index);
            if (is_changed) wanted[row] = 1;
        }
        if (std::ranges::find(wanted, 1) == wanted.end()) return;
        if (m_context.ground != nullptr && has_counts()) count_items(m_context);
        m_result.recounted = recount(m_context, m_grids, wanted);
    }

    const CheckRequest& m_request;
    const GridTable* m_guide;
    const std::function<void(const Message&)>& m_stage;
    FindingList m_findings;
    GridTable m_grids;
    std::optional<ExceptionList> m_exceptions;
    std::optional<Ground> m_ground;
    CheckContext m_context{.request = m_request, .grids = m_grids, .findings = m_findings};
    CheckResult m_result;
    bool m_has_record = false;        ///< of the run that made the layer
    std::vector<PlacedItem> m_items;  ///< of a plan that is compared with another
    StageClock m_clock;
};

}  // namespace

CheckResult check_layer(const CheckRequest& request, const std::function<void(const Message&)>& stage) {
    return Checker(request, nullptr, stage).run();
}

CheckedPlan check_plan(const CheckRequest& request, const GridTable& guide,
                       const std::function<void(const Message&)>& stage) {
    return Checker(request, &guide, stage).run_as_plan();
}

}  // namespace grid
