#pragma once

#include <string>

#include "libgrid/core/language.hpp"

namespace grid::tools {

/// The language in which people are told what happens, which is not that of files: `wanted` (en, zh) where that is one,
/// else Chinese if the first of LC_ALL, LC_MESSAGES and LANG that is set begins with `zh`, else English. No locale has
/// to be installed.
[[nodiscard]] Language terminal_language(const std::string& wanted);

/// The same of a command line that may be wrong: --language in it, wherever it stands.
[[nodiscard]] Language terminal_language(int argc, const char* const* argv);

}  // namespace grid::tools
