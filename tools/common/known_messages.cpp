#include "tools/common/known_messages.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace grid::tools {

namespace {

// How Boost.Program_options complains, and how texts of --help are put together.
constexpr std::array formats{
    mark("unrecognised option '{}'"),
    mark("the argument ('{}') for option '{}' is invalid"),
    mark("the required argument for option '{}' is missing"),
    mark("the argument for option '{}' should follow immediately after the equal sign"),
    mark("option '{}' cannot be specified more than once"),
    mark("option '{}' does not take any arguments"),
    mark("option '{}' only takes a single argument"),
    mark("option '{}' is not valid"),
    mark("the unabbreviated option '{}' is not valid"),
    mark("too many positional options have been specified on the command line"),
    mark("the options configuration file contains an invalid line '{}'"),
    mark("{} (default: as the profile says, {})"),
    mark("layer of the --{} before it"),
    mark("only the {} that pass this filter, of the --{} before it"),
    mark("their datum, of the --{} before it"),
};

/// What stands in the places `{}` of a format, if the text is one of that format.
std::optional<std::vector<Message>> arguments_in(std::string_view text, std::string_view format) {
    std::vector<Message> arguments;
    std::size_t place = format.find("{}");
    if (!text.starts_with(format.substr(0, place))) return std::nullopt;
    if (place == std::string_view::npos) return text == format ? std::optional(arguments) : std::nullopt;
    text.remove_prefix(place);
    for (std::size_t next = 0; place != std::string_view::npos; place = next) {
        next = format.find("{}", place + 2);
        const bool is_last = next == std::string_view::npos;
        const std::string_view behind = format.substr(place + 2, is_last ? next : next - place - 2);
        if (is_last && !text.ends_with(behind)) return std::nullopt;
        const std::size_t end = is_last ? text.size() - behind.size() : text.find(behind);
        if (end == std::string_view::npos) return std::nullopt;
        arguments.push_back(marked(std::string(text.substr(0, end))));
        text.remove_prefix(end + behind.size());
    }
    return arguments;
}

}  // namespace

Message known_message(const std::string& text) {
    for (const char* const format : formats)
        if (auto arguments = arguments_in(text, format)) return marked(format, std::move(*arguments));
    return marked(text);
}

}  // namespace grid::tools
