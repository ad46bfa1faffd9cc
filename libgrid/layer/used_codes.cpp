#include "libgrid/layer/used_codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

#include "libgrid/core/error.hpp"
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
    throw ConfigError(fmt::format("no field holds the codes that were used; the fields are: {}", field_list(source)),
                      source.place(), "name one with --used-codes-field");
}

bool begins_with_unit(const std::string& code, const std::vector<std::string>& units, int number_digits) {
    const auto digits = static_cast<std::size_t>(number_digits);
    if (code.size() <= digits) return false;
    const std::string unit = code.substr(0, code.size() - digits);
    return number_in_code(code, unit, number_digits) >= 0 && std::ranges::binary_search(units, unit);
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

std::optional<std::int64_t> UsedCodes::greatest(const std::string& unit_code) const {
    const auto known = m_greatest.find(unit_code);
    return known == m_greatest.end() ? std::nullopt : std::optional(known->second);
}

void UsedCodes::note(const std::string& code) {
    const auto digits = static_cast<std::size_t>(m_number_digits);
    if (code.size() <= digits) return;
    const std::string unit = code.substr(0, code.size() - digits);
    const std::int64_t number = number_in_code(code, unit, m_number_digits);
    if (number < 0) return;
    const auto [known, is_new] = m_greatest.try_emplace(unit, number);
    if (!is_new) known->second = std::max(known->second, number);
}

std::int64_t number_in_code(const std::string& code, std::string_view unit_code, int number_digits) {
    if (!code.starts_with(unit_code)) return -1;
    const std::string number = code.substr(unit_code.size());
    if (number.size() != static_cast<std::size_t>(number_digits) || !is_digits(number)) return -1;
    return std::stoll(number);
}

std::optional<Finding> read_used_codes(Source& source, const std::string& wanted_field, const CodeLayout& layout,
                                       const std::vector<std::string>& units, UsedCodes& used) {
    if (source.feature_count() == 0) return std::nullopt;
    const std::string& path = source.ref().path;
    const std::string field = code_field(source, wanted_field);
    const int digits = layout.unit_digits > 0 ? layout.unit_digits + layout.number_digits : 0;
    std::int64_t codes = 0;
    std::int64_t fitting = 0;
    source.for_each({field}, [&](Feature&& feature) {
        const Value value = from_csv(std::move(feature.values.front()), path);
        if (is_blank(value)) return;
        refuse_damage(value, digits, fmt::format("the {}", field), source.place(feature.fid));
        const std::string code = to_text(value);
        ++codes;
        if (!begins_with_unit(code, units, layout.number_digits)) return;
        ++fitting;
        used.add_retired(code);
    });
    if (codes == 0 || fitting > 0) return std::nullopt;
    return Finding{"used_codes_unknown",
                   {},
                   {},
                   fmt::format("none of the {} codes in the field '{}' of {} is the code of a unit and a number of {} "
                               "digits; name another field with --used-codes-field",
                               codes, field, shown_source(path), layout.number_digits),
                   {}};
}

}  // namespace grid
