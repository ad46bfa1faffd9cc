#include "libgrid/core/display_width.hpp"
#include "libgrid/core/msg.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/help.hpp"
#include "tools/common/known_messages.hpp"

#include <boost/algorithm/string.hpp>

#include <sstream>
#include <vector>

namespace grid::tools {

namespace {

constexpr std::size_t text_column = 40;

/// Pieces that a line may end behind: words of Latin letters with their spaces, Chinese characters with the punctuation
/// behind them.
std::vector<std::string> pieces_of(std::string_view text) {
    constexpr std::string_view closing = "，。；：、）》”？！";
    std::vector<std::string> pieces;
    bool is_word = false;
    while (!text.empty()) {
        const std::string_view character = first_character(text);
        const bool is_latin = character.size() == 1;
        const bool stays = !is_latin && closing.find(character) != std::string_view::npos;
        if (pieces.empty() || (!stays && !(is_latin && is_word))) pieces.emplace_back();
        pieces.back() += character;
        is_word = is_latin && character != " ";
        text.remove_prefix(character.size());
    }
    return pieces;
}

/// The text from a column on, over as many lines as it takes.
std::string laid_out(const std::string& text, std::size_t column, std::size_t width) {
    std::string lines;
    std::size_t used = 0;
    for (const std::string& piece : pieces_of(text)) {
        const std::size_t wide = display_width(piece);
        if (used > 0 && column + used + display_width(boost::algorithm::trim_right_copy(piece)) > width) {
            boost::algorithm::trim_right(lines);
            lines += "\n" + std::string(column, ' ');
            used = 0;
        }
        if (used == 0 && piece == " ") continue;
        lines += piece;
        used += wide;
    }
    return lines;
}

/// An option as it is written, and its text.
struct HelpOption {
    std::string name;
    std::string text;
};

std::string told(const HelpOption& option, Language language) {
    const std::string text = laid_out(known_message(option.text).in(language), text_column, help_width);
    const std::size_t width = display_width(option.name);
    const std::string gap =
        width < text_column ? std::string(text_column - width, ' ') : "\n" + std::string(text_column, ' ');
    return option.name + gap + text + "\n";
}

/// Adds a line of the help to the option that it is of: its name ends before two spaces, its text may go on.
void take_line(const std::string& line, std::vector<HelpOption>& options) {
    if (line.starts_with("  -")) {
        const std::size_t end = line.find("  ", 2);
        options.push_back({line.substr(0, end), ""});
        if (end != std::string::npos) options.back().text = boost::algorithm::trim_copy(line.substr(end));
    } else if (!options.empty()) {
        std::string& text = options.back().text;
        text += (text.empty() ? "" : " ") + boost::algorithm::trim_copy(line);
    }
}

std::string told_heading(const std::string& line, Language language) {
    if (line.ends_with(':')) return marked(line.substr(0, line.size() - 1)).in(language) + "：";
    std::string told = marked(line).in(language);
    boost::algorithm::replace_first(told, "Usage:", msg("Usage:").in(language));
    boost::algorithm::replace_first(told, "[options]", msg("[options]").in(language));
    return told;
}

}  // namespace

std::string help_in(const std::string& help, Language language) {
    if (language == Language::en) return help;
    std::string text;
    std::vector<HelpOption> options;
    const auto end_group = [&] {
        for (const HelpOption& option : options)
            text += told(option, language);
        options.clear();
    };
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
        const bool is_of_option = line.starts_with("  -") || (!options.empty() && line.starts_with("   "));
        if (is_of_option) {
            take_line(line, options);
            continue;
        }
        end_group();
        text += told_heading(line, language) + "\n";
    }
    end_group();
    return text;
}

}  // namespace grid::tools
