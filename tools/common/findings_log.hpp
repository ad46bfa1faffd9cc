#pragma once

#include "libgrid/core/finding.hpp"
#include "tools/common/log.hpp"

namespace grid::tools {

/// Findings as messages: each code with its number and first examples. Said whatever the terminal shows, unless -q.
void log_findings(const Findings& findings, Log& log);

}  // namespace grid::tools
