#pragma once

#include <string>

#include "libgrid/core/language.hpp"

namespace grid::tools {

/// Of the text of --help the groups whose caption has the topic in it, else the options that have it in their names or
/// texts, without regard to case, in English or in `language`. Throws ConfigError, naming the groups, where there are
/// none.
[[nodiscard]] std::string help_on(const std::string& help, const std::string& topic, Language language = Language::en);

/// The text of --help, or a part of it that help_on() gave, in another language, laid out anew.
[[nodiscard]] std::string help_in(const std::string& help, Language language);

}  // namespace grid::tools
