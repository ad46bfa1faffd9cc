#include "libgrid/layer/previous.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <unordered_set>

#include "libgrid/core/error.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/io/table_choice.hpp"
#include "libgrid/layer/code_tables.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/extra_fields.hpp"
#include "libgrid/layer/given_names.hpp"
#include "libgrid/layer/grid_fields.hpp"
#include "libgrid/layer/micro_layer.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

/// What the tables that belong to a layer say of codes.
struct CodesOfRecord {
    std::vector<std::string> given;    ///< of grids that were there when it was made, and the last ones of units
    std::set<std::string> given_up;    ///< of grids that were no more then
    std::set<std::string> carried_on;  ///< of the lineage: old codes that a grid still had
};

/// Codes of the lineage: the old ones were used, and so were the new ones, of which a grid may have been taken out by
/// hand.
void read_lineage_codes(const SourceRef& grids, const std::string& layer, UsedCodes& used, CodesOfRecord& record) {
    for (const auto& row : read_lineage_rows(grids, layer)) {
        used.add_retired(row[0], row[1] == row[0] ? std::string() : row[2]);
        record.given.push_back(row[1]);
        record.given_up.insert(row[0]);
        record.carried_on.insert(row[1]);
    }
    for (const std::string& code : record.carried_on)
        record.given_up.erase(code);
}

/// What the record of the run says of codes and names.
void read_run_record(const SourceRef& grids, const std::string& layer, GivenNames& names, UsedCodes& used,
                     CodesOfRecord& record) {
    for (const auto& row : read_run_rows(grids, layer)) {
        if (row[0].ends_with(name_pattern_key)) names.add_pattern(row[1]);
        std::istringstream codes(row[1]);
        if (row[0].ends_with(retired_codes_key)) {
            for (std::string code; codes >> code; record.given_up.insert(code))
                used.add_retired(code);
        } else if (row[0].ends_with(last_codes_key)) {
            for (std::string code; codes >> code;)
                record.given.push_back(code);
        }
    }
}

/// A field of days; one of another type is the user's own.
std::optional<std::string> field_of_days(const std::vector<FieldInfo>& fields) {
    const auto known = std::ranges::find_if(fields, is_valid_from);
    return known == fields.end() ? std::nullopt : std::optional(known->name);
}

/// Codes that grids of the layer had when it was made. Those that none has any more are given up, but not where the
/// whole unit is missing: then the layer is a part of another one, in which they live.
void add_given_codes(const std::vector<std::string>& given, const std::vector<PreviousGrid>& grids,
                     const CodeLayout& layout, UsedCodes& used) {
    std::unordered_set<std::string> units;
    for (const PreviousGrid& grid : grids)
        units.insert(unit_in_code(grid.code, layout));
    for (const std::string& code : given) {
        if (units.contains(unit_in_code(code, layout))) used.add_retired(code);
    }
}

/// Takes out of the grids of an edited layer those with a code that was given up before, or used elsewhere: beyond the
/// last one of the unit that the record knows, somebody has typed it.
void refuse_used_codes(const CodesOfRecord& record, const UsedCodes& elsewhere, const CodeLayout& layout,
                       std::vector<PreviousGrid>& grids) {
    UsedCodes known(layout);
    for (const std::string& code : record.given)
        known.add_living(code);
    std::erase_if(grids, [&](const PreviousGrid& grid) {
        if (record.given_up.contains(grid.code)) return true;
        const std::int64_t number = number_in_code(grid.code, grid.unit_code, layout);
        const auto last = known.greatest(grid.unit_code, range_of(number, layout));
        return last && number > *last && elsewhere.has(grid.code);
    });
}

/// Reads the grids of the layer, in its order.
class PreviousReader {
public:
    PreviousReader(const PreviousSource& previous, Source& source, const CodeLayout& layout, const GivenNames& names,
                   const std::string& output_wkt, PreviousGrids& result)
        : m_source(source),
          m_is_edited(previous.is_edited),
          m_layout(layout),
          m_names(names),
          m_to_output(source.crs_wkt(), output_wkt),
          m_result(result) {
        const bool is_micro = previous.unit_field == parent_field;
        const bool has_levels = is_micro || find_micro_layer(previous.source);
        const auto code = source.find_field(previous.code_field, {"grid_code"}, "--previous-code");
        if (!code) {
            throw ConfigError(msg("no field holds the codes of the previous grids"), source.place(),
                              msg("name it with --previous-code"));
        }
        m_code = m_columns.add(code);
        m_unit = m_columns.add(source.find_field(previous.unit_field, {"unit_code"}, "--previous-unit"));
        if (m_unit >= 0) m_kind = m_columns.add(source.find_field({}, {"kind"}, ""));
        m_name = m_columns.add(source.find_field({}, {"grid_name"}, ""));
        m_unit_name = m_columns.add(source.find_field({}, {"unit_name"}, ""));
        m_valid_from = m_columns.add(field_of_days(source.fields()));
        for (const FieldInfo& field : source.fields()) {
            const bool is_ours = is_grid_field(field.name) || (has_levels && is_level_field(field, is_micro));
            if (is_ours || std::ranges::find(m_columns.names, field.name) != m_columns.names.end()) continue;
            const auto column = static_cast<std::size_t>(m_columns.add(field.name));
            m_extra.emplace_back(
                column, add_extra_field(field, shown_source(source.ref().path), result.extra_fields, result.notes));
        }
    }

    /// Names and further fields alone, of all features.
    EnteredValues read_entered() {
        EnteredValues entered;
        m_source.for_each(m_columns.names, [&](Feature&& feature) {
            EnteredValues::OfGrid grid;
            grid.name = text_at(feature, m_name);
            const std::string code = text_at(feature, m_code);
            const std::string unit = unit_of(feature, code);
            grid.name_is_given = !grid.name.empty() && !m_names.is_made(grid.name, text_at(feature, m_unit_name), unit);
            grid.extra = extra_of(feature);
            entered.of.try_emplace(code.empty() ? label_of_feature(feature.fid) : code, std::move(grid));
        });
        for (auto& [label, grid] : entered.of)
            widen(grid.extra);
        entered.fields = std::move(m_result.extra_fields);
        entered.notes = std::move(m_result.notes);
        return entered;
    }

    void read() {
        m_source.for_each(m_columns.names, [this](Feature&& feature) { take(std::move(feature)); });
        for (PreviousGrid& grid : m_result.grids)
            widen(grid.extra);
        std::ranges::stable_sort(m_result.grids, {}, &PreviousGrid::code);
        if (m_is_edited) unite_parts();
    }

private:
    [[nodiscard]] static std::string text_at(const Feature& feature, int column) {
        return column < 0 ? std::string() : to_text(feature.values[static_cast<std::size_t>(column)]);
    }

    [[nodiscard]] std::vector<Value> extra_of(Feature& feature) const {
        std::vector<Value> extra(m_result.extra_fields.size());
        for (const auto& [column, field] : m_extra)
            extra[field] = std::move(feature.values[column]);
        return extra;
    }

    void widen(std::vector<Value>& extra) const {
        for (std::size_t i = 0; i < extra.size(); ++i)
            widen_value(m_result.extra_fields[i].type, extra[i]);
    }

    /// The code of the unit, else what is before the number in the code of the grid.
    [[nodiscard]] std::string unit_of(const Feature& feature, const std::string& code) const {
        const std::string unit = text_at(feature, m_unit);
        return unit.empty() ? unit_in_code(code, m_layout) : unit;
    }

    void take(Feature&& feature) {
        const Place place = m_source.place(feature.fid);
        if (m_is_edited && (text_at(feature, m_code).empty() || feature.polygons.empty())) return;
        PreviousGrid grid = read_codes(feature, place);
        const auto [known, is_new] = m_seen.try_emplace(grid.code, place);
        if (!is_new && !m_is_edited) {
            throw InputError(msg("the previous grid {} is also feature {}", grid.code, known->second.fid.value_or(-1)),
                             place, msg("make the codes unique"));
        }
        std::string name = text_at(feature, m_name);
        if (m_names.is_given(name, {text_at(feature, m_unit_name)}, grid.unit_code, grid.code))
            grid.given_name = std::move(name);
        grid.valid_from = text_at(feature, m_valid_from);
        grid.extra = extra_of(feature);
        grid.output = std::move(feature.polygons);
        for (Polygon& polygon : grid.output) {
            m_to_output(polygon.shell);
            for (Ring& hole : polygon.holes)
                m_to_output(hole);
        }
        m_result.grids.push_back(std::move(grid));
    }

    /// Features with one code are one grid, which has what the first of them says.
    void unite_parts() {
        std::vector<PreviousGrid> whole;
        for (PreviousGrid& grid : m_result.grids) {
            if (whole.empty() || whole.back().code != grid.code) {
                whole.push_back(std::move(grid));
                continue;
            }
            MultiPolygon& parts = whole.back().output;
            parts.insert(parts.end(), grid.output.begin(), grid.output.end());
            if (auto united = make_valid(parts)) parts = std::move(*united);
        }
        m_result.grids = std::move(whole);
    }

    [[nodiscard]] PreviousGrid read_codes(const Feature& feature, const Place& place) const {
        PreviousGrid grid;
        grid.code = text_at(feature, m_code);
        if (grid.code.empty()) throw InputError(msg("a grid of the previous layer has no code"), place);
        refuse_damage(feature.values[static_cast<std::size_t>(m_code)], m_layout.code_digits(),
                      msg("the code of the previous grid"), place);
        if (m_unit >= 0)
            refuse_damage(feature.values[static_cast<std::size_t>(m_unit)], m_layout.unit_digits,
                          msg("the unit code of the previous grid"), place);
        grid.unit_code = unit_of(feature, grid.code);
        grid.dedicated = text_at(feature, m_kind) == "dedicated";
        if (feature.polygons.empty())
            throw InputError(msg("the previous grid {} has no geometry", grid.code), place,
                             msg("mend it with gridcheck"));
        return grid;
    }

    Source& m_source;
    bool m_is_edited;
    const CodeLayout& m_layout;
    const GivenNames& m_names;
    CrsTransform m_to_output;
    PreviousGrids& m_result;
    FieldColumns m_columns;
    int m_code = -1;
    int m_unit = -1;
    int m_kind = -1;
    int m_name = -1;
    int m_unit_name = -1;
    int m_valid_from = -1;
    std::vector<std::pair<std::size_t, std::size_t>> m_extra;  ///< column of the values, further field
    std::map<std::string, Place> m_seen;                       ///< by code
};

}  // namespace

bool PreviousGrid::has_own_values() const {
    return !given_name.empty() || std::ranges::any_of(extra, [](const Value& value) { return !is_null(value); });
}

std::vector<std::string> PreviousGrids::units_now(const std::string& unit_code) const {
    const auto known = successors.find(unit_code);
    return known == successors.end() ? std::vector{unit_code} : known->second;
}

bool PreviousGrids::is_left_out(const std::string& unit_code) const {
    if (left_out.empty()) return false;
    const auto is_listed = [this](const std::string& unit) { return std::ranges::binary_search(left_out, unit); };
    return is_listed(unit_code) || std::ranges::any_of(units_now(unit_code), is_listed);
}

void PreviousGrids::leave_out(std::vector<std::string> units) {
    left_out = std::move(units);
    if (left_out.empty()) return;
    std::erase_if(grids, [this](const PreviousGrid& grid) {
        const std::vector<std::string> now = units_now(grid.unit_code);
        return std::ranges::all_of(
            now, [this](const std::string& unit) { return std::ranges::binary_search(left_out, unit); });
    });
}

Findings find_gone_units(const PreviousGrids& previous, const std::vector<std::string>& units) {
    std::map<std::string, const PreviousGrid*> first;  // of each previous unit
    for (const PreviousGrid& grid : previous.grids)
        first.try_emplace(grid.unit_code, &grid);
    Findings findings;
    for (const auto& [unit, grid] : first) {
        for (const std::string& now : previous.units_now(unit)) {
            if (now.empty() || std::ranges::binary_search(units, now)) continue;
            if (std::ranges::binary_search(previous.left_out, now)) continue;
            const Message what = now == unit ? msg("the previous unit {} is not among the units", unit)
                                             : msg("the unit {}, which the previous unit {} is to be now, is "
                                                   "not among the units",
                                                   now, unit);
            findings.push_back({"previous_unit_gone",
                                unit,
                                {},
                                msg("{}; name what became of it with --unit-map", what),
                                grid->output.front().shell.front()});
        }
    }
    return findings;
}

PreviousGrids read_previous(const PreviousSource& previous, Source& source, const Profile& profile,
                            const std::string& output_wkt, UsedCodes& used) {
    PreviousGrids result;
    if (source.geometry_kind() != GeometryKind::polygons)
        throw InputError(msg("the previous grids must be polygons"), source.place(),
                         msg("choose the layer with --previous-layer"));
    GivenNames names(profile);
    CodesOfRecord record;
    const UsedCodes elsewhere = used;
    read_run_record(previous.source, source.layer_name(), names, used, record);
    read_lineage_codes(previous.source, source.layer_name(), used, record);
    PreviousReader(previous, source, profile.code, names, output_wkt, result).read();
    if (previous.is_edited) refuse_used_codes(record, elsewhere, profile.code, result.grids);
    for (const PreviousGrid& grid : result.grids)
        used.add_living(grid.code);
    add_given_codes(record.given, result.grids, profile.code, used);
    if (!previous.unit_map.empty()) {
        SourceRef map = table_ref(previous.unit_map, "");
        map.usual_layer = "unit_map";
        map.layer = choose_table(map, msg("call the table unit_map, or give a file that holds nothing else"));
        for (const auto& row : read_text_rows(map, {"old_code", "new_code"}))
            result.successors[row[0]].push_back(row[1]);
    }
    return result;
}

std::string label_of_feature(std::int64_t fid) {
    return fmt::format("feature {}", fid);
}

EnteredValues read_entered(const PreviousSource& edited, Source& source, const Profile& profile) {
    PreviousGrids scratch;
    GivenNames names(profile);
    UsedCodes used(profile.code);
    CodesOfRecord record;
    read_run_record(edited.source, source.layer_name(), names, used, record);
    return PreviousReader(edited, source, profile.code, names, source.crs_wkt(), scratch).read_entered();
}

}  // namespace grid
