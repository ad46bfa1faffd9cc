#include "tools/common/usage.hpp"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

#include "tools/common/file_options.hpp"

#include "libgrid/core/msg.hpp"

namespace grid::tools {

namespace {

using Json = nlohmann::ordered_json;

/// The words of a help text like `how long to search: fast, normal, best`; none if it lists no words.
std::vector<std::string> choices_in(const std::string& help) {
    const std::size_t colon = help.rfind(": ");
    if (colon == std::string::npos) return {};
    std::vector<std::string> words;
    std::size_t from = colon + 2;
    while (from <= help.size()) {
        const std::size_t end = std::min(help.find(", ", from), help.size());
        words.push_back(help.substr(from, end - from));
        from = end + 2;
    }
    const auto is_word = [](const std::string& word) {
        return !word.empty() &&
               std::ranges::all_of(word, [](unsigned char c) { return std::islower(c) != 0 || c == '-'; });
    };
    if (words.size() < 2 || !std::ranges::all_of(words, is_word)) return {};
    return words;
}

Json to_json(const boost::program_options::option_description& option, const OptionSet& set) {
    using boost::program_options::command_line_style::allow_dash_for_short;
    Json json{{"name", option.long_name()}};
    const std::string shown = option.canonical_display_name(allow_dash_for_short);
    if (shown.size() == 2 && shown.front() == '-') json["short"] = shown.substr(1);
    const auto& value = *option.semantic();
    if (value.max_tokens() > 0) {
        const std::string name = value.name();  // "NAME (=normal)"
        const std::size_t given = std::min(name.find(" (="), name.size());
        json["value"] = name.substr(0, given);
        if (given < name.size()) json["default"] = name.substr(given + 3, name.size() - given - 4);
    }
    if (const auto* file = dynamic_cast<const FileOption*>(&value)) json["file"] = file->is_output ? "output" : "input";
    if (const auto choices = choices_in(option.description()); value.max_tokens() > 0 && !choices.empty())
        json["choices"] = choices;
    json["repeatable"] = set.ordered.contains(option.long_name()) || option.long_name() == "verbose";
    json["help"] = option.description();
    return json;
}

/// Damerau-Levenshtein, each letter touched once.
std::size_t distance(std::string_view a, std::string_view b) {
    std::array<std::vector<std::size_t>, 3> rows;
    rows.fill(std::vector<std::size_t>(b.size() + 1));
    for (std::size_t j = 0; j <= b.size(); ++j)
        rows[1][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        rows[2][0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = rows[1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            rows[2][j] = std::min({replaced, rows[1][j] + 1, rows[2][j - 1] + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) rows[2][j] = std::min(rows[2][j], rows[0][j - 2] + 1);
        }
        std::ranges::rotate(rows, rows.begin() + 1);
    }
    return rows[1][b.size()];
}

}  // namespace

std::string usage_json(const std::string& tool, const OptionSet& set) {
    Json json{{"tool", tool}, {"positional", set.positional}, {"options", Json::array()}};
    for (const auto& option : set.groups.options())
        json["options"].push_back(to_json(*option, set));
    return json.dump(2) + "\n";
}

Message nearest_options(const std::string& mistyped, const OptionSet& set) {
    constexpr std::size_t most = 3;
    const std::string word = mistyped.substr(std::min(mistyped.find_first_not_of('-'), mistyped.size()));
    if (word.size() < 2) return {};
    std::vector<Message> nearest;
    std::size_t least = word.size() / 3;
    for (const auto& option : set.groups.options()) {
        const std::string& name = option->long_name();
        const std::size_t changes = name.starts_with(word) ? 0 : distance(word, name);
        if (changes > least) continue;
        if (changes < least) nearest.clear();
        least = changes;
        nearest.emplace_back("--" + name);
    }
    if (nearest.empty() || nearest.size() > most) return {};
    return join_messages(nearest, msg(" or "));
}

}  // namespace grid::tools
