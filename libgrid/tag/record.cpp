#include "libgrid/tag/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "libgrid/core/text_number.hpp"

namespace grid {

namespace {

bool is_same_word(std::string_view text, std::string_view upper) {
    return text.size() == upper.size() && std::ranges::equal(text, upper, [](char c, char u) {
               return (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) == u;
           });
}

const char* why_no_number(NumberFault fault) {
    switch (fault) {
        case NumberFault::comma:
            return "a coordinate has a comma, so that it is not sure which number is meant";
        case NumberFault::sexagesimal:
            return "a coordinate is in degrees, minutes and seconds or names a side of the world";
        default:
            return "a coordinate is not a number";
    }
}

}  // namespace

const char* name_of(RecordFate fate) {
    switch (fate) {
        case RecordFate::inside:
            return "inside";
        case RecordFate::reached:
            return "reached";
        case RecordFate::outside:
            return "outside";
        case RecordFate::undecided:
            return "undecided";
        case RecordFate::without_place:
            return "without_place";
        case RecordFate::unmatched:
            return "unmatched";
        case RecordFate::unreadable:
            return "unreadable";
        case RecordFate::malformed:
            return "malformed";
        case RecordFate::nothing:
            break;
    }
    return "";
}

void RecordFormat::set_values(const std::vector<AddedField>& fields, const GridTexts& grids) {
    m_fields_added = fields;
    for (const AddedField& field : fields) {
        std::vector<std::string>& texts = m_texts.emplace_back();
        const auto fill = [&](std::span<const std::string> values) {
            texts.push_back(value_text(field.name, {}, false));
            for (const std::string& value : values)
                texts.push_back(value_text(field.name, value, false));
        };
        if (field.kind == AddedKind::grid_code) fill(grids.codes);
        if (field.kind == AddedKind::unit_code) fill(grids.units);
        if (field.kind == AddedKind::grid_name) fill(grids.names);
        if (field.kind == AddedKind::micro_code) fill(grids.micro_codes);
    }
}

void RecordFormat::write(std::string_view text, const Record& record, std::string& out) const {
    if (record.fate == RecordFate::nothing || !record.has_values) {
        out.append(text, record.begin, record.end - record.begin);
        return;
    }
    out.append(text, record.begin, record.insert - record.begin);
    begin_values(record, out);
    const std::size_t first = out.size();
    for (std::size_t i = 0; i < m_fields_added.size(); ++i) {
        const AddedField& field = m_fields_added[i];
        if (!m_texts[i].empty()) {
            const std::int32_t area = field.kind == AddedKind::micro_code ? record.micro : record.grid;
            out += m_texts[i][static_cast<std::size_t>(area + 1)];
        } else if (field.kind == AddedKind::reason) {
            out += value_text(field.name, record.fate == RecordFate::inside ? "" : name_of(record.fate), false);
        } else {
            out += value_text(field.name, record.grid < 0 ? "" : fmt::format("{:.2f}", record.distance_m), true);
        }
    }
    if (record.is_first) out.erase(first, 1);
    end_values(record, out);
    const std::size_t rest = record.insert + record.replaced;
    out.append(text, rest, record.end - rest);
}

Coordinate coordinate_in(std::string_view text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    if (const auto [stop, status] = std::from_chars(text.data(), end, value); status != std::errc{} || stop != end) {
        const TextNumber number = number_in(text);  // with spaces, in full width ...
        if (number.fault == NumberFault::empty) return {0, RecordFate::without_place, "a coordinate is empty"};
        if (number.fault != NumberFault::none) return {0, RecordFate::unreadable, why_no_number(number.fault)};
        value = number.value;
    }
    if (!std::isfinite(value)) return {0, RecordFate::unreadable, "a coordinate is not a finite number"};
    return {value, RecordFate::inside, ""};
}

void set_place(std::string_view x, std::string_view y, Record& record) {
    const Coordinate east = coordinate_in(x);
    const Coordinate north = coordinate_in(y);
    record.at = {east.value, north.value};
    const Coordinate& worse = east.fate >= north.fate ? east : north;
    record.fate = worse.fate;
    record.why = worse.why;
}

void set_place(std::string_view wkt, Record& record) {
    const auto fail = [&record](RecordFate fate, const char* why) {
        record.fate = fate;
        record.why = why;
    };
    constexpr const char* no_point = "the geometry is no point as WKT";
    std::string_view rest = without_spaces(wkt);
    if (rest.empty()) return fail(RecordFate::without_place, "there is no geometry");
    constexpr std::string_view point = "POINT";
    if (!is_same_word(rest.substr(0, point.size()), point)) return fail(RecordFate::unreadable, no_point);
    rest = without_spaces(rest.substr(point.size()));
    for (const std::string_view dimension : {"ZM", "Z", "M"}) {
        if (!is_same_word(rest.substr(0, dimension.size()), dimension)) continue;
        rest = without_spaces(rest.substr(dimension.size()));
        break;
    }
    if (is_same_word(rest, "EMPTY")) return fail(RecordFate::without_place, "the geometry is empty");
    if (rest.size() < 2 || rest.front() != '(' || rest.back() != ')') return fail(RecordFate::unreadable, no_point);
    rest = without_spaces(rest.substr(1, rest.size() - 2));
    constexpr std::string_view spaces = " \t";
    std::vector<std::string_view> numbers;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(spaces), rest.size());
        numbers.push_back(rest.substr(0, end));
        rest = without_spaces(rest.substr(end));
    }
    constexpr std::size_t most = 4;
    if (numbers.size() < 2 || numbers.size() > most) return fail(RecordFate::unreadable, no_point);
    for (const std::string_view number : numbers) {
        if (const Coordinate c = coordinate_in(number); c.fate != RecordFate::inside)
            return fail(RecordFate::unreadable, c.why);
    }
    set_place(numbers[0], numbers[1], record);
}

std::int64_t count_lines(std::string_view text) {
    std::int64_t lines = std::ranges::count(text, '\n');
    for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
        if (at + 1 == text.size() || text[at + 1] != '\n') ++lines;
    }
    return lines;
}

}  // namespace grid
