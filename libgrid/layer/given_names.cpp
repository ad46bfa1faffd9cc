#include "libgrid/layer/given_names.hpp"

#include <algorithm>

#include "libgrid/layer/number.hpp"
#include "libgrid/layer/used_codes.hpp"

namespace grid {

GivenNames::GivenNames(const Profile& profile) : m_layout(profile.code) {
    add_pattern(profile.name_pattern);
    for (const auto& [name, text] : builtin_profiles())
        add_pattern(parse_profile(text, name, name).name_pattern);
}

void GivenNames::add_pattern(const std::string& pattern) {
    if (std::ranges::find(m_patterns, pattern) == m_patterns.end()) m_patterns.push_back(pattern);
}

bool GivenNames::is_given(const std::string& name, const std::vector<std::string>& unit_names,
                          const std::string& unit_code, const std::string& code) const {
    if (name.empty()) return false;
    const std::int64_t number = number_in_code(code, unit_code, m_layout.number_digits);
    if (number < 0) return true;
    return std::ranges::none_of(m_patterns, [&](const std::string& pattern) {
        return std::ranges::any_of(unit_names, [&](const std::string& unit_name) {
            return name == grid_name(pattern, unit_name, unit_code, number, m_layout);
        });
    });
}

bool GivenNames::is_made(const std::string& name, const std::string& unit_name, const std::string& unit_code) const {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t from = 0, to = 0; from < name.size(); from = to + 1) {
        for (to = from; to < name.size() && is_digit(name[to]);)
            ++to;
        constexpr std::size_t most = 9;
        if (to == from || to - from > most) continue;
        const std::int64_t number = std::stoll(name.substr(from, to - from));
        const bool is_found = std::ranges::any_of(m_patterns, [&](const std::string& pattern) {
            return name == grid_name(pattern, unit_name, unit_code, number, m_layout);
        });
        if (is_found) return true;
    }
    return false;
}

}  // namespace grid
