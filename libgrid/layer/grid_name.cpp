#include "libgrid/layer/grid_name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libgrid/core/chinese_number.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/number.hpp"

namespace grid {

namespace {

/// Calls `text` for literal text and `key` for each `{key}`, in order.
template <typename OnText, typename OnKey>
void walk_pattern(const std::string& pattern, OnText text, OnKey key) {
    std::size_t from = 0;
    while (from < pattern.size()) {
        const std::size_t open = pattern.find('{', from);
        const std::size_t close = open == std::string::npos ? open : pattern.find('}', open);
        if (close == std::string::npos) break;
        text(pattern.substr(from, open - from));
        key(pattern.substr(open + 1, close - open - 1));
        from = close + 1;
    }
    if (from < pattern.size()) text(pattern.substr(from));
}

}  // namespace

std::string grid_name(const std::string& pattern, const std::string& unit_name, const std::string& unit_code,
                      std::int64_t number, const CodeLayout& layout) {
    std::string name;
    walk_pattern(
        pattern, [&name](const std::string& text) { name += text; },
        [&](const std::string& key) {
            if (key == "n") name += std::to_string(number);
            if (key == "nn") name += fmt::format("{:0{}}", number, layout.number_digits);
            if (key == "zh") name += chinese_number(number);
            if (key == "unit" || key == "parent") name += unit_name;
            if (key == "code") name += unit_code;
        });
    const std::size_t first = name.find_first_not_of(' ');
    return first == std::string::npos ? std::string{} : name.substr(first, name.find_last_not_of(' ') - first + 1);
}

std::string name_of_grid(const Ground& ground, const Profile& profile, const Unit& unit, const DividedUnit& divided,
                         const DividedGrid& grid) {
    if (grid.dedicated_area >= 0) {
        const std::string& name = ground.dedicated_names[static_cast<std::size_t>(grid.dedicated_area)];
        if (!name.empty()) return name;
    }
    const bool is_only = !grid.dedicated && std::ranges::count(divided.grids, false, &DividedGrid::dedicated) == 1;
    return grid_name(profile.names.pattern(is_only), unit.name, unit.code, grid.number, profile.code);
}

std::size_t longest_name_bytes(const Profile& profile, const std::string& unit_name, const std::string& unit_code) {
    // Nines have the most digits, and the most numerals.
    const std::int64_t last = last_number(profile.code);
    return std::max(grid_name(profile.names.numbered, unit_name, unit_code, last, profile.code).size(),
                    grid_name(profile.names.pattern(true), unit_name, unit_code, last, profile.code).size());
}

void check_name_pattern(const std::string& pattern, const std::string& source, bool needs_number) {
    bool numbered = false;
    walk_pattern(
        pattern, [](const std::string&) {},
        [&](const std::string& key) {
            if (key == "n" || key == "nn" || key == "zh") {
                numbered = true;
            } else if (key != "unit" && key != "code" && key != "parent") {
                throw ConfigError(msg("{}: the name pattern has {{{}}}, which is unknown", source, key), {},
                                  msg("use {{n}}, {{nn}}, {{zh}}, {{unit}}, {{parent}} and {{code}}"));
            }
        });
    if (needs_number && !numbered) {
        throw ConfigError(msg("{}: the name pattern '{}' has no place for the number", source, pattern), {},
                          msg("put {{n}}, {{nn}} or {{zh}} into it"));
    }
}

NamePatterns usual_names(Language language) {
    return language == Language::zh ? NamePatterns{"{unit}第{zh}网格", "{unit}网格"} : NamePatterns{};
}

NamePatterns usual_micro_names(Language language) {
    return language == Language::zh ? NamePatterns{"{parent}第{zh}微网格", "{parent}"} : MicroProfile{}.names;
}

void set_language(Profile& profile, Language language) {
    const auto follow = [&](NamePatterns& names, NamePatterns (*usual)(Language)) {
        const NamePatterns before = usual(profile.language);
        if (names.numbered == before.numbered && names.only == before.only) names = usual(language);
    };
    follow(profile.names, usual_names);
    follow(profile.micro.names, usual_micro_names);
    profile.language = language;
}

}  // namespace grid
