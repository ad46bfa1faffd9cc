#pragma once

#include "tools/gridify/options.hpp"

namespace grid::tools {

/// Throws ConfigError for options that are out of range, missing, or contradict each other. Touches no file.
void check_options(const GridifyOptions& options);

}  // namespace grid::tools
