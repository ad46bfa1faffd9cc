#include "libgrid/layer/used_codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The field of the codes: as named, else by the names in our own layers and tables, else the only one.
std::string code_field(const Source& source, const std::string& wanted) {
    const auto field = source.find_field(wanted, {"grid_code", "old_code"}, "--used-codes-field");
    if (field) return *field;
    if (source.fields().size() == 1) return source.fields().front().name;
    throw ConfigError(msg("no field holds the codes that were used; the fields are: {}", field_list(source)),
                      source.place(), msg("name one with --used-codes-field"));
}

bool begins_with_unit(const std::string& code, const std::vector<std::string>& units, const CodeLayout& layout) {
    const std::string unit = unit_in_code(code, layout);
    return !unit.empty() && number_in_code(code, unit, layout) >= 0 && std::ranges::binary_search(units, unit);
}

}  // namespace

void UsedCodes::add_living(const std::string& code) {
    m_living.insert(code);
    note(code);
}

void UsedCodes::add_retired(const std::string& code, const std::string& date) {
    if (code.empty()) return;
    std::string& known = m_retired[code];
    if (known.empty()) known = date;
    note(code);
}

bool UsedCodes::has(const std::string& code) const {
    return m_living.contains(code) || m_retired.contains(code);
}

std::vector<std::string> UsedCodes::retired() const {
    std::vector<std::string> codes;
    std::ranges::copy_if(std::views::keys(m_retired), std::back_inserter(codes),
                         [this](const std::string& code) { return !m_living.contains(code); });
    return codes;
}

std::string UsedCodes::retired_on(const std::string& code) const {
    const auto known = m_retired.find(code);
    return known == m_retired.end() ? std::string() : known->second;
}

std::optional<std::int64_t> UsedCodes::greatest(const std::string& unit_code, NumberRange range) const {
    const auto known = m_greatest.find(unit_code);
    if (known == m_greatest.end()) return std::nullopt;
    const std::int64_t number = known->second[static_cast<std::size_t>(range)];
    return number < 0 ? std::nullopt : std::optional(number);
}

std::vector<std::int64_t> UsedCodes::last_numbers(const std::string& unit_code) const {
    std::vector<std::int64_t> numbers;
    for (const NumberRange range : {NumberRange::usual, NumberRange::dedicated}) {
        if (const auto number = greatest(unit_code, range)) numbers.push_back(*number);
    }
    return numbers;
}

void UsedCodes::note(const std::string& code) {
    const std::string unit = unit_in_code(code, m_layout);
    if (unit.empty()) return;
    const std::int64_t number = number_in_code(code, unit, m_layout);
    if (number < 0) return;
    const auto known = m_greatest.try_emplace(unit, std::array<std::int64_t, number_ranges>{-1, -1}).first;
    std::int64_t& greatest = known->second[static_cast<std::size_t>(range_of(number, m_layout))];
    greatest = std::max(greatest, number);
}

NumberRange range_of(std::int64_t number, const CodeLayout& layout) {
    const bool is_kept = layout.first_dedicated > 0 && number >= layout.first_dedicated;
    return is_kept ? NumberRange::dedicated : NumberRange::usual;
}

std::int64_t number_in_code(const std::string& code, std::string_view unit_code, const CodeLayout& layout) {
    const std::string before = layout.prefix + std::string(unit_code);
    if (!code.starts_with(before)) return -1;
    const std::string number = code.substr(before.size());
    if (number.size() != static_cast<std::size_t>(layout.number_digits) || !is_digits(number)) return -1;
    return std::stoll(number);
}

std::string unit_in_code(const std::string& code, const CodeLayout& layout) {
    const std::size_t around = layout.prefix.size() + static_cast<std::size_t>(layout.number_digits);
    if (code.size() <= around || !code.starts_with(layout.prefix)) return {};
    return code.substr(layout.prefix.size(), code.size() - around);
}

std::optional<Finding> read_used_codes(Source& source, const std::string& wanted_field, const CodeLayout& layout,
                                       const std::vector<std::string>& units, UsedCodes& used) {
    if (source.feature_count() == 0) return std::nullopt;
    const std::string& path = source.ref().path;
    const std::string field = code_field(source, wanted_field);
    std::int64_t codes = 0;
    std::int64_t fitting = 0;
    source.for_each({field}, [&](Feature&& feature) {
        const Value value = from_csv(std::move(feature.values.front()), path);
        if (is_blank(value)) return;
        refuse_damage(value, layout.code_digits(), fmt::format("the {}", field), source.place(feature.fid));
        const std::string code = to_text(value);
        ++codes;
        if (!begins_with_unit(code, units, layout)) return;
        ++fitting;
        used.add_retired(code);
    });
    if (codes == 0 || fitting > 0) return std::nullopt;
    return Finding{"used_codes_unknown",
                   {},
                   {},
                   msg("none of the {} codes in the field '{}' of {} is the code of a unit and a number of {} "
                       "digits; name another field with --used-codes-field",
                       codes, field, shown_source(path), layout.number_digits),
                   {}};
}

}  // namespace grid
