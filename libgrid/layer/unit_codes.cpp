#include "libgrid/layer/unit_codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <utility>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/settle.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/read_counts.hpp"

namespace grid {

namespace {

Point first_point(const Unit& unit) {
    return unit.output.front().shell.front();
}

std::int64_t fid_of(const Place& place) {
    return place.fid.value_or(-1);
}

/// The features of one code, by their number.
using SameCode = std::span<Unit>;

MultiPolygon united(SameCode units, const GroundScale& scale, MultiPolygon& twice) {
    std::vector<MultiPolygon> parts;
    for (const Unit& unit : units)
        parts.push_back(unit.output);
    MultiPolygon all = unite(parts, scale, twice);
    if (measure_ground(twice, scale).mean_width_m() < settle_reach_m) twice.clear();
    return all;
}

Unit dissolve(SameCode units, const GroundScale& scale, Findings& findings) {
    MultiPolygon twice;
    Unit whole;
    whole.code = units.front().code;
    whole.place = units.front().place;
    whole.output = united(units, scale, twice);
    std::set<std::string> names;
    std::string features;
    for (const Unit& unit : units) {
        if (!unit.name.empty()) names.insert(unit.name);
        whole.sizes.complete_from(unit.sizes);
        features += fmt::format("{}{}", features.empty() ? "" : ", ", fid_of(unit.place));
    }
    if (!names.empty()) whole.name = *names.begin();
    if (names.size() > 1) {
        findings.push_back({"unit_names_differ",
                            whole.code,
                            {},
                            msg("the features {} of unit {} have {} names; '{}' was taken", features, whole.code,
                                names.size(), whole.name),
                            first_point(whole)});
    }
    if (!twice.empty()) {
        const GroundMeasure size = measure_ground(twice, scale);
        const Point at = twice.front().shell.front();
        findings.push_back({"units_overlap",
                            whole.code,
                            {},
                            msg("the features {} of unit {} overlap: {}, mean width {:.4g} m, that "
                                "count once, at {:.9g},{:.9g}",
                                features, whole.code, area_text(size.area_m2), size.mean_width_m(), at.x, at.y),
                            at});
    }
    return whole;
}

/// Makes the features of one code faulty. Returns whether they could be dissolved, lying side by side.
bool refuse(SameCode units, const GroundScale& scale, std::vector<FaultyUnit>& faulty) {
    const std::string& code = units.front().code;
    MultiPolygon twice;
    (void)united(units, scale, twice);
    for (std::size_t i = 0; i < units.size(); ++i) {
        const std::int64_t other = fid_of(units[i == 0 ? 1 : 0].place);
        faulty.push_back(
            {code, units[i].place, msg("the unit code {} is also that of feature {}", code, other),
             may_be_cut_off(code)
                 ? msg("a spreadsheet may have cut the codes off behind the 15th digit: take them from their "
                       "source")
                 : msg("make the codes unique, or choose another field with --code-field"),
             first_point(units[i]), other});
    }
    return twice.empty();
}

}  // namespace

UnitCodes::UnitCodes(Source& source, const std::string& wanted, const std::vector<std::string>& aliases) {
    const auto is_fid = [](const FieldInfo& field) { return field.name == "fid"; };
    if (wanted == "fid" && std::ranges::none_of(source.fields(), is_fid)) return;
    m_field = source.find_field(wanted, aliases, "--code-field");
    if (m_field) return;
    m_is_wanted = false;
    if (source.fields().empty() || source.feature_count() == 1) return;
    throw ConfigError(msg("no field holds the units' codes; the fields are: {}", field_list(source)), source.place(),
                      msg("name one with --code-field; --code-field fid takes the numbers of the features"));
}

std::vector<std::string> UnitCodes::fields() const {
    return m_field ? std::vector{*m_field} : std::vector<std::string>{};
}

Value UnitCodes::of(const Feature& feature) const {
    return m_field ? feature.values.front() : Value(feature.fid);
}

std::optional<Finding> UnitCodes::finding(const Source& source) const {
    if (m_field || m_is_wanted || source.feature_count() == 1) return std::nullopt;
    return Finding{"units_numbered",
                   {},
                   {},
                   msg("the boundaries in {} have no field, so the units are called by the numbers of their "
                       "features; a field with codes would keep the codes of the grids when units are added",
                       shown_source(source.ref().path)),
                   {}};
}

std::optional<FaultyUnit> find_code_fault(const Value& value, const Unit& unit, const Point& at,
                                          const CodeLayout& layout, const char* option, Findings& findings) {
    try {
        refuse_damage(value, layout.unit_digits, msg("the unit code"), unit.place);
        for (Finding& finding : check_unit_code(unit.code, layout, unit.place, at, option))
            findings.push_back(std::move(finding));
    } catch (const InputError& error) {
        return faulty_unit(error, unit, at);
    }
    return std::nullopt;
}

void settle_codes(std::vector<Unit>& units, std::vector<FaultyUnit> faulty, const UnitRules& rules,
                  const GroundScale& scale, Findings& findings) {
    std::ranges::sort(units, {}, [](const Unit& unit) { return std::pair(unit.code, fid_of(unit.place)); });
    std::vector<Unit> kept;
    bool can_dissolve = false;
    for (std::size_t first = 0, last = 0; first < units.size(); first = last) {
        for (last = first + 1; last < units.size() && units[last].code == units[first].code;)
            ++last;
        const SameCode group(units.data() + first, units.data() + last);
        if (group.size() == 1)
            kept.push_back(std::move(units[first]));
        else if (rules.dissolve)
            kept.push_back(dissolve(group, scale, findings));
        else
            can_dissolve = refuse(group, scale, faulty) || can_dissolve;
    }
    units = std::move(kept);
    const Message also = can_dissolve ? msg("--dissolve-units makes one unit of the features of one code") : Message();
    settle_faulty(std::move(faulty), rules.skip_faulty, also, findings);
}

}  // namespace grid
