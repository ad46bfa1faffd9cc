#include "tools/common/help.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/algorithm/string.hpp>

#include <sstream>
#include <vector>

namespace grid::tools {

namespace {

/// `Inputs:`, and the options under it, each with its text over one or several lines.
struct Group {
    std::string caption;
    std::vector<std::string> options;
};

/// A caption begins in the first column, an option in the third, and its text goes on farther right.
std::vector<Group> groups_of(const std::string& help) {
    std::vector<Group> groups;
    bool is_inside = false;
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.front() != ' ') {
            is_inside = (line.ends_with(':') || line.ends_with("：")) && !line.starts_with("Usage:");
            if (is_inside) groups.push_back({line, {}});
        } else if (is_inside && line.starts_with("  -")) {
            groups.back().options.push_back(line + "\n");
        } else if (is_inside && !line.empty() && !groups.back().options.empty()) {
            groups.back().options.back() += line + "\n";
        }
    }
    return groups;
}

std::string text_of(const Group& group) {
    return fmt::format("{}\n{}", group.caption, fmt::join(group.options, ""));
}

/// The part of the help that is about the topic; empty if none is.
std::string part_on(const std::vector<Group>& groups, const std::string& topic) {
    std::vector<std::string> found;
    for (const Group& group : groups)
        if (boost::algorithm::icontains(group.caption, topic)) found.push_back(text_of(group));
    for (const Group& group : found.empty() ? groups : std::vector<Group>{}) {
        Group part{group.caption, {}};
        for (const std::string& option : group.options)
            if (boost::algorithm::icontains(option, topic)) part.options.push_back(option);
        if (!part.options.empty()) found.push_back(text_of(part));
    }
    return fmt::format("{}", fmt::join(found, "\n"));
}

}  // namespace

std::string help_on(const std::string& help, const std::string& topic, Language language) {
    const std::vector<Group> groups = groups_of(help);
    if (const std::string part = part_on(groups, topic); !part.empty()) return help_in(part, language);
    if (std::string part = part_on(groups_of(help_in(help, language)), topic); !part.empty()) return part;
    std::vector<Message> captions;
    for (const Group& group : groups) {
        const std::string caption = group.caption.substr(0, group.caption.size() - 1);
        captions.push_back(language == Language::en ? Message(boost::algorithm::to_lower_copy(caption))
                                                    : marked(caption));
    }
    throw ConfigError(msg("the help has nothing on '{}'", topic), {},
                      msg("its groups are: {}; --help alone prints all", join_messages(captions, msg("; "))));
}

}  // namespace grid::tools
