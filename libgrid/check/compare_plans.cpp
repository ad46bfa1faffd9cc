#include "libgrid/check/compare_plans.hpp"

#include <boost/algorithm/string/replace.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "libgrid/check/plan_matching.hpp"
#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/ground_beyond.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/unknown_shift.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// Households by the grids that they are in, in one plan and in the other.
struct Moves {
    std::vector<CommonHouseholds> common{};
    Count in_first = 0;      ///< in a grid of the first plan
    Count stay_by_code = 0;  ///< of these, in a grid with the same code in the second
};

Moves moves_between(const GridTable& first, const std::vector<PlacedItem>& before, const GridTable& second,
                    const std::vector<PlacedItem>& after) {
    Moves moves;
    std::map<std::pair<std::int32_t, std::int32_t>, Count> common;
    auto to = after.begin();
    for (const PlacedItem& from : before) {
        if (from.row < 0) continue;
        moves.in_first += from.households;
        while (to != after.end() && std::tie(to->fid, to->id) < std::tie(from.fid, from.id))
            ++to;
        if (to == after.end() || to->fid != from.fid || to->id != from.id) continue;
        const std::int32_t row = (to++)->row;
        if (row < 0 || from.households <= 0) continue;
        common[{from.row, row}] += from.households;
        const std::string& code = first.rows[static_cast<std::size_t>(from.row)].code;
        if (!code.empty() && code == second.rows[static_cast<std::size_t>(row)].code)
            moves.stay_by_code += from.households;
    }
    for (const auto& [rows, households] : common)
        moves.common.push_back({rows.first, rows.second, households});
    return moves;
}

/// A text that names options of the layer, with those of a plan instead.
Message with_plan_options(const Message& text) {
    static constexpr std::array options{std::pair("--code-field", "--against-code"),
                                        std::pair("--unit-field", "--against-unit"),
                                        std::pair("--households-field", "--against-households"),
                                        std::pair("--workload-field", "--against-workload"),
                                        std::pair("the option --layer", "the option --against-layer"),
                                        std::pair("选项 --layer", "选项 --against-layer"),
                                        std::pair("--where", "--against-where")};
    return text.changed([](std::string told) {
        for (const auto& [of_layer, of_plan] : options)
            boost::replace_all(told, of_layer, of_plan);
        return told;
    });
}

/// Calls body(); errors name the options of a plan.
template <typename Body>
auto with_plan_errors(const Body& body) {
    try {
        return body();
    } catch (const ConfigError& error) {
        throw ConfigError(error.message(), {}, with_plan_options(error.advice()));
    } catch (const InputError& error) {
        throw InputError(error.message(), {}, with_plan_options(error.advice()));
    }
}

class PlanComparison {
public:
    PlanComparison(CheckContext& context, const std::function<void(const Message&)>& stage, std::vector<Message>& notes)
        : m_context(context), m_stage(stage), m_notes(notes) {}

    std::vector<PlanFigures> run() {
        m_all.push_back(measure_plan(m_context, m_items));
        for (const OtherPlan& plan : m_context.request.plans) {
            const CheckRequest request = request_of(plan);
            CheckedPlan checked = with_plan_errors([&] { return check_plan(request, m_context.grids, m_stage); });
            PlanFigures figures = std::move(checked.result.plans.front());
            figures.findings = std::move(checked.result.findings);
            for (Finding& finding : figures.findings) {
                if (finding.code == "field_missing") finding.message = with_plan_options(finding.message);
            }
            for (const Message& note : checked.result.notes)
                m_notes.push_back(msg("{}: {}", shown_source(figures.file), with_plan_options(note)));
            count_moves(checked, figures);
            tell_unknown_shift(checked.grids, shown_source(figures.file));
            m_all.push_back(std::move(figures));
            if (m_context.findings.wants("ground_differs")) compare_ground(checked.grids);
        }
        return std::move(m_all);
    }

private:
    /// As the layer is checked, but for what is about that layer alone.
    [[nodiscard]] CheckRequest request_of(const OtherPlan& plan) const {
        CheckRequest request = m_context.request;
        request.grids = plan.grids;
        request.fields = plan.fields;
        request.plans.clear();
        request.lineage.reset();
        request.exceptions.reset();
        request.figures = true;
        request.repair = request.recount = request.suggest = request.summary = false;
        return request;
    }

    void count_moves(const CheckedPlan& plan, PlanFigures& figures) const {
        if (m_items.empty() || plan.items.empty()) return;
        Moves moves = moves_between(m_context.grids, m_items, plan.grids, plan.items);
        const auto moved = [&](Count stay) { return static_cast<double>(moves.in_first - stay) / count_scale; };
        if (m_context.grids.fields.code && plan.grids.fields.code) figures.moved_by_code = moved(moves.stay_by_code);
        figures.moved = moved(most_households_that_stay(std::move(moves.common)));
    }

    void compare_ground(const GridTable& plan) {
        const GridTable& grids = m_context.grids;
        if (!grids.is_measurable || !plan.is_measurable) return;
        const std::vector<MultiPolygon> theirs = polygons_in(grids.crs_wkt, plan);
        const std::string file = shown_source(plan.file);
        report(grids.geometry, theirs, msg("of the ground of the grids lie in none of {}", file));
        report(theirs, grids.geometry, msg("of the ground of {} lie in none of the grids", file));
    }

    void tell_unknown_shift(const GridTable& plan, const std::string& file) {
        const auto drawn = std::ranges::find_if(plan.geometry, [](const MultiPolygon& grid) { return !grid.empty(); });
        if (drawn == plan.geometry.end() || m_context.request.against.allow_ballpark) return;
        const auto shift = unknown_shift_finding(msg("grids in {}", file), plan.crs_wkt, m_context.grids.crs_wkt,
                                                 drawn->front().shell.front());
        if (shift) m_context.findings.add(shift->code, -1, shift->message);
    }

    void report(const std::vector<MultiPolygon>& polygons, const std::vector<MultiPolygon>& others,
                const Message& what) {
        const CheckRequest& request = m_context.request;
        MultiPolygon beyond =
            ground_beyond(polygons, others, m_context.scale, request.gap_width_m, request.against.threads);
        if (beyond.empty()) return;
        std::vector<MultiPolygon> parts;
        for (const Polygon& part : beyond)
            parts.push_back({part});
        const std::vector<Measures> measures =
            measure_polygons(parts, m_context.grids.crs_wkt, request.against.threads);
        double area_m2 = 0;
        for (const Measures& part : measures)
            area_m2 += part.area_m2;
        // A ring around the whole earth has no inside on an ellipsoid.
        if (!(area_m2 > 0)) area_m2 = measure_ground(beyond, m_context.scale).area_m2;
        const auto largest =
            static_cast<std::size_t>(std::ranges::max_element(measures, {}, &Measures::area_m2) - measures.begin());
        const Point at = inside_point(parts[largest]).value_or(parts[largest].front().shell.front());
        Finding& finding = m_context.findings.add("ground_differs", -1, at, msg("{} {}", area_text(area_m2), what));
        finding.area_m2 = area_m2;
        finding.area = std::move(beyond);
    }

    CheckContext& m_context;
    const std::function<void(const Message&)>& m_stage;
    std::vector<Message>& m_notes;
    std::vector<PlacedItem> m_items;
    std::vector<PlanFigures> m_all;
};

}  // namespace

std::vector<MultiPolygon> polygons_in(const std::string& crs_wkt, const GridTable& grids) {
    std::vector<MultiPolygon> polygons = grids.geometry;
    const CrsTransform transform(grids.crs_wkt, crs_wkt);
    if (transform.is_identity()) return polygons;
    for (MultiPolygon& parts : polygons) {
        for (Polygon& polygon : parts) {
            transform(polygon.shell);
            for (Ring& hole : polygon.holes)
                transform(hole);
        }
    }
    return polygons;
}

bool wants_figures(const CheckRequest& request) {
    return request.figures || !request.plans.empty();
}

bool take_units_of(const GridTable& guide, GridTable& grids) {
    const bool are_units_there =
        std::ranges::includes(guide.units, grids.units) && std::ranges::find(grids.unit_of, -1) == grids.unit_of.end();
    if (are_units_there || !guide.is_measurable || !grids.is_measurable) return false;
    grids.units = guide.units;
    if (guide.units.empty()) {
        grids.unit_of.assign(grids.rows.size(), -1);
        return true;
    }
    grids.unit_of = find_units(grids.geometry, polygons_in(grids.crs_wkt, guide));
    for (std::int32_t& unit : grids.unit_of) {
        if (unit >= 0) unit = guide.unit_of[static_cast<std::size_t>(unit)];
    }
    return true;
}

std::vector<PlanFigures> compare_plans(CheckContext& context, const std::function<void(const Message&)>& stage,
                                       std::vector<Message>& notes) {
    return PlanComparison(context, stage, notes).run();
}

void count_findings(const Findings& findings, PlanFigures& figures) {
    const auto count = [&findings](Severity severity) {
        return static_cast<double>(std::ranges::count(findings, severity, &Finding::severity));
    };
    figures.errors = count(Severity::error);
    figures.warnings = count(Severity::warning);
    figures.notes = count(Severity::note);
}

}  // namespace grid
