#include "tools/common/help.hpp"

#include "libgrid/core/error.hpp"

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
            is_inside = line.ends_with(':') && !line.starts_with("Usage:");
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

}  // namespace

std::string help_on(const std::string& help, const std::string& topic) {
    const std::vector<Group> groups = groups_of(help);
    std::vector<std::string> found;
    std::vector<std::string> captions;
    for (const Group& group : groups) {
        captions.push_back(boost::algorithm::to_lower_copy(group.caption.substr(0, group.caption.size() - 1)));
        if (boost::algorithm::icontains(group.caption, topic)) found.push_back(text_of(group));
    }
    for (const Group& group : found.empty() ? groups : std::vector<Group>{}) {
        Group part{group.caption, {}};
        for (const std::string& option : group.options)
            if (boost::algorithm::icontains(option, topic)) part.options.push_back(option);
        if (!part.options.empty()) found.push_back(text_of(part));
    }
    if (!found.empty()) return fmt::format("{}", fmt::join(found, "\n"));
    throw ConfigError(fmt::format("the help has nothing on '{}'", topic), {},
                      fmt::format("its groups are: {}; --help alone prints all", fmt::join(captions, "; ")));
}

}  // namespace grid::tools
