#include "libgrid/layer/previous.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "libgrid/core/error.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/io/table_choice.hpp"
#include "libgrid/layer/code_tables.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

PreviousGrid read_grid(const Feature& feature, const Place& place, const CodeLayout& layout) {
    PreviousGrid grid;
    grid.code = to_text(feature.values[0]);
    const auto digits = static_cast<std::size_t>(layout.number_digits);
    if (grid.code.empty()) throw InputError("a grid of the previous layer has no code", place);
    const int code_digits = layout.unit_digits > 0 ? layout.unit_digits + layout.number_digits : 0;
    refuse_damage(feature.values[0], code_digits, "the code of the previous grid", place);
    if (feature.values.size() > 1)
        refuse_damage(feature.values[1], layout.unit_digits, "the unit code of the previous grid", place);
    if (feature.values.size() > 1) grid.unit_code = to_text(feature.values[1]);
    if (grid.unit_code.empty() && grid.code.size() > digits)
        grid.unit_code = grid.code.substr(0, grid.code.size() - digits);
    if (feature.values.size() > 2) grid.dedicated = to_text(feature.values[2]) == "dedicated";
    if (feature.polygons.empty())
        throw InputError(fmt::format("the previous grid {} has no geometry", grid.code), place,
                         "mend it with gridcheck");
    grid.output = feature.polygons;
    return grid;
}

}  // namespace

std::vector<std::string> PreviousGrids::units_now(const std::string& unit_code) const {
    const auto known = successors.find(unit_code);
    return known == successors.end() ? std::vector{unit_code} : known->second;
}

std::vector<std::int64_t> PreviousGrids::used_numbers(const std::string& unit_code) const {
    const auto known = m_numbers.find(unit_code);
    return known == m_numbers.end() ? std::vector<std::int64_t>{} : known->second;
}

void PreviousGrids::index_numbers(int number_digits) {
    const auto note = [&](const std::string& code) {
        if (code.size() <= static_cast<std::size_t>(number_digits)) return;
        const std::string unit = code.substr(0, code.size() - static_cast<std::size_t>(number_digits));
        const std::int64_t number = number_in_code(code, unit, number_digits);
        if (number >= 0) m_numbers[unit].push_back(number);
    };
    for (const PreviousGrid& grid : grids)
        note(grid.code);
    for (const std::string& code : retired)
        note(code);
    for (auto& [unit, numbers] : m_numbers) {
        std::sort(numbers.begin(), numbers.end());
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    }
}

std::int64_t number_in_code(const std::string& code, const std::string& unit_code, int number_digits) {
    if (!code.starts_with(unit_code)) return -1;
    const std::string number = code.substr(unit_code.size());
    if (number.size() != static_cast<std::size_t>(number_digits) || !is_digits(number)) return -1;
    return std::stoll(number);
}

Findings find_gone_units(const PreviousGrids& previous, const std::vector<std::string>& units) {
    std::map<std::string, const PreviousGrid*> first;  // of each previous unit
    for (const PreviousGrid& grid : previous.grids)
        first.try_emplace(grid.unit_code, &grid);
    Findings findings;
    for (const auto& [unit, grid] : first) {
        for (const std::string& now : previous.units_now(unit)) {
            if (now.empty() || std::binary_search(units.begin(), units.end(), now)) continue;
            const std::string what = now == unit ? fmt::format("the previous unit {} is not among the units", unit)
                                                 : fmt::format(
                                                       "the unit {}, which the previous unit {} is to be now, is "
                                                       "not among the units",
                                                       now, unit);
            findings.push_back({"previous_unit_gone",
                                Severity::warning,
                                unit,
                                {},
                                what + "; name what became of it with --unit-map",
                                grid->output.front().shell.front()});
        }
    }
    return findings;
}

PreviousGrids read_previous(const PreviousSource& previous, Source& source, const CodeLayout& layout,
                            const std::string& output_wkt) {
    PreviousGrids result;
    if (source.geometry_kind() != GeometryKind::polygons)
        throw InputError("the previous grids must be polygons", source.place(),
                         "choose the layer with --previous-layer");
    const auto code = source.find_field(previous.code_field, {"grid_code"}, "--previous-code");
    if (!code) {
        throw ConfigError("no field holds the codes of the previous grids", source.place(),
                          "name it with --previous-code");
    }
    std::vector<std::string> fields{*code};
    const auto unit = source.find_field(previous.unit_field, {"unit_code"}, "--previous-unit");
    const auto kind = source.find_field({}, {"kind"}, "");
    if (unit) fields.push_back(*unit);
    if (unit && kind) fields.push_back(*kind);
    const CrsTransform to_output(source.crs_wkt(), output_wkt);
    std::map<std::string, Place> seen;
    source.for_each(fields, [&](Feature&& feature) {
        const Place place = source.place(feature.fid);
        PreviousGrid grid = read_grid(feature, place, layout);
        const auto [known, is_new] = seen.try_emplace(grid.code, place);
        if (!is_new) {
            throw InputError(
                fmt::format("the previous grid {} is also feature {}", grid.code, known->second.fid.value_or(-1)),
                place, "make the codes unique");
        }
        for (Polygon& polygon : grid.output) {
            to_output(polygon.shell);
            for (Ring& hole : polygon.holes)
                to_output(hole);
        }
        result.grids.push_back(std::move(grid));
    });
    std::sort(result.grids.begin(), result.grids.end(),
              [](const PreviousGrid& a, const PreviousGrid& b) { return a.code < b.code; });
    for (const auto& [former, heirs] : read_former_codes(previous.source, source.layer_name())) {
        if (!seen.contains(former)) result.retired.push_back(former);
    }
    if (!previous.unit_map.empty()) {
        SourceRef map = table_ref(previous.unit_map, "");
        map.usual_layer = "unit_map";
        map.layer = choose_table(map, "call the table unit_map, or give a file that holds nothing else");
        for (const auto& row : read_text_rows(map, {"old_code", "new_code"}))
            result.successors[row[0]].push_back(row[1]);
    }
    result.index_numbers(layout.number_digits);
    return result;
}

}  // namespace grid
