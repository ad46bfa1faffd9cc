#pragma once

#include <string>

namespace grid::tools {

/// Refuses a text output that is there, before any work. An empty path is no output. Throws InputError.
void check_text_output(const std::string& path, bool overwrite);

}  // namespace grid::tools
