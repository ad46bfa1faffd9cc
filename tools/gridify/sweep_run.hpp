#pragma once

#include "tools/common/exit_code.hpp"
#include "tools/common/log.hpp"
#include "tools/gridify/options.hpp"

namespace grid::tools {

/// Divides the units with each value of --sweep, or only counts their grids, and writes the table and its page. Inputs
/// are read once. Findings are those that hold with every value.
[[nodiscard]] ExitCode run_sweep(const GridifyOptions& options, Log& log);

}  // namespace grid::tools
