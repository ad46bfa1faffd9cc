#pragma once

#include <string>

namespace grid::tools {

/// Of the text of --help the groups whose caption has the topic in it, else the options that have it in their names or
/// texts, without regard to case. Throws ConfigError, naming the groups, where there are none.
[[nodiscard]] std::string help_on(const std::string& help, const std::string& topic);

}  // namespace grid::tools
