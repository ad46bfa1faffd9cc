#pragma once

#include "libgrid/view/view.hpp"
#include "tools/gridexport/options.hpp"

namespace grid::tools {

// --to lookup and --to postgis-tagging: what puts records into grids elsewhere.

[[nodiscard]] bool wants_tagging(const GridexportOptions& options);

/// Throws what write_tagging() throws before any work. Touches nothing.
void check_tagging(const GridexportOptions& options);

/// Writes the files. Throws ConfigError, InputError.
[[nodiscard]] ViewResult write_tagging(const GridexportOptions& options);

/// Throws ConfigError for options of other outputs.
void check_nothing_else(const GridexportOptions& options);

}  // namespace grid::tools
