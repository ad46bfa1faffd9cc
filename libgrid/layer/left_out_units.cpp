#include "libgrid/layer/left_out_units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/given_plan.hpp"
#include "libgrid/layer/output_polygons.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// The same layer without its filter, which may hold what nobody wanted to be read.
SourceRef whole_of(const SourceRef& chosen) {
    SourceRef ref = chosen;
    ref.where.clear();
    ref.tolerant = true;
    return ref;
}

/// The polygons in output coordinates, made valid; empty where that cannot be.
MultiPolygon usable(const MultiPolygon& polygons, const CrsTransform& to_output) {
    MultiPolygon output;
    try {
        output = transformed(polygons, to_output);
    } catch (const InputError&) {
        return {};
    }
    if (!encloses_ground(output)) return {};
    if (find_invalid(output)) output = make_valid(output).value_or(MultiPolygon{});
    return output;
}

std::set<std::string> codes_of(const std::vector<Unit>& units) {
    std::set<std::string> codes;
    for (const Unit& unit : units)
        codes.insert(unit.code);
    return codes;
}

}  // namespace

bool looks_at_left_out(const GriddingRequest& request) {
    if (request.outline) return false;
    const std::string& filter = source_of_units(request).where;
    if (filter.empty() && request.unit_codes.empty()) return false;
    if (request.previous || !request.plan) return request.previous.has_value();
    return form_of_plan(request.plan->source) == PlanForm::layer && has_grid_codes(request.plan->source);
}

bool NamedUnits::take(const std::string& code) {
    if (!has(code)) return false;
    m_met.insert(code);
    return true;
}

void NamedUnits::check(const Source& source) const {
    std::vector<std::string> missing;
    std::ranges::set_difference(m_wanted, m_met, std::back_inserter(missing));
    if (missing.empty()) return;
    const bool filtered = !source.ref().where.empty();
    throw InputError(msg("no unit{} has the code {} (--units)", filtered ? msg(" that passes the filter") : Message(),
                         fmt::join(missing, ", ")),
                     source.place(), msg("the codes are those of the field that --code-field or --unit-field names"));
}

void add_left_out_units(const GriddingRequest& request, const UnitCodes& codes, const GroundScale& scale,
                        Ground& ground) {
    SourceRef ref = whole_of(*request.boundaries);
    ref.kinds = {GeometryKind::polygons};
    Source source = Source::open(ref);
    const std::string& where = request.boundaries->where;
    std::vector<std::int64_t> chosen_features;
    if (!where.empty()) chosen_features = source.matching(where);
    const std::set<std::string> chosen = codes_of(ground.units);
    const CrsTransform to_output(source.crs_wkt(), ground.output_wkt);
    const std::set<std::int64_t> chosen_fids(chosen_features.begin(), chosen_features.end());
    const NamedUnits named(request.unit_codes);
    std::set<std::string> left_out(ground.left_out.begin(), ground.left_out.end());
    std::vector<Unit> units;
    source.for_each(codes.fields(), [&](Feature&& feature) {
        Unit unit;
        unit.code = to_text(codes.of(feature));
        const bool passes = where.empty() || chosen_fids.contains(feature.fid);
        if (passes && named.has(unit.code)) return;
        if (unit.code.empty() || chosen.contains(unit.code)) return;
        left_out.insert(unit.code);
        unit.left_out = true;
        unit.place = source.place(feature.fid);
        unit.output = usable(feature.polygons, to_output);
        if (!unit.output.empty()) units.push_back(std::move(unit));
    });
    Findings passed_over;
    settle_codes(units, {}, {.dissolve = true}, scale, passed_over);
    for (Unit& unit : units) {
        unit.left_out = true;
        ground.units.push_back(std::move(unit));
    }
    std::ranges::sort(ground.units, {}, &Unit::code);
    ground.left_out.assign(left_out.begin(), left_out.end());
}

void add_left_out_groups(const GriddingRequest& request, Ground& ground) {
    SourceRef ref = whole_of(request.cells->source);
    ref.is_table = true;
    Source source = Source::open(ref);
    const auto field = source.find_field(request.unit_field, request.profile.fields.unit, "--unit-field");
    if (!field) return;
    const std::set<std::string> chosen = codes_of(ground.units);
    std::set<std::string> left_out(ground.left_out.begin(), ground.left_out.end());
    source.for_each({*field}, [&](Feature&& feature) {
        std::string code = to_text(feature.values.front());
        if (!code.empty() && !chosen.contains(code)) left_out.insert(std::move(code));
    });
    ground.left_out.assign(left_out.begin(), left_out.end());
}

void keep_chosen_findings(Ground& ground) {
    std::erase_if(ground.findings, [&ground](const Finding& finding) {
        return std::ranges::binary_search(ground.left_out, finding.unit_code);
    });
}

}  // namespace grid
