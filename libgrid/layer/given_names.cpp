#include "libgrid/layer/given_names.hpp"

#include <algorithm>

#include "libgrid/core/chinese_number.hpp"
#include "libgrid/layer/grid_name.hpp"
#include "libgrid/layer/used_codes.hpp"

namespace grid {

GivenNames::GivenNames(const Profile& profile) : m_layout(profile.code) {
    add_patterns(profile.names);
    for (const Language language : {Language::en, Language::zh}) {
        add_patterns(usual_names(language));
        add_patterns(usual_micro_names(language));
    }
    for (const auto& [name, text] : builtin_profiles())
        add_patterns(parse_profile(text, name, name).names);
    add_pattern("{unit}第{n}网格");  // that of the profiles urban and rural once
}

void GivenNames::add_patterns(const NamePatterns& names) {
    add_pattern(names.numbered);
    add_pattern(names.pattern(true));
}

void GivenNames::add_pattern(const std::string& pattern) {
    if (std::ranges::find(m_patterns, pattern) == m_patterns.end()) m_patterns.push_back(pattern);
}

bool GivenNames::is_given(const std::string& name, const std::vector<std::string>& unit_names,
                          const std::string& unit_code, const std::string& code) const {
    if (name.empty()) return false;
    const std::int64_t number = number_in_code(code, unit_code, m_layout);
    if (number < 0) return true;
    return std::ranges::none_of(m_patterns, [&](const std::string& pattern) {
        return std::ranges::any_of(unit_names, [&](const std::string& unit_name) {
            return name == grid_name(pattern, unit_name, unit_code, number, m_layout);
        });
    });
}

bool GivenNames::is_made(const std::string& name, const std::string& unit_name, const std::string& unit_code) const {
    std::vector<std::int64_t> numbers = chinese_numbers_in(name);
    numbers.push_back(m_layout.first_number);  // a pattern may do without the number
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t from = 0, to = 0; from < name.size(); from = to + 1) {
        for (to = from; to < name.size() && is_digit(name[to]);)
            ++to;
        constexpr std::size_t most = 9;
        if (to != from && to - from <= most) numbers.push_back(std::stoll(name.substr(from, to - from)));
    }
    return std::ranges::any_of(numbers, [&](std::int64_t number) {
        return std::ranges::any_of(m_patterns, [&](const std::string& pattern) {
            return name == grid_name(pattern, unit_name, unit_code, number, m_layout);
        });
    });
}

}  // namespace grid
