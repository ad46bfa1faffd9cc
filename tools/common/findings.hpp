#pragma once

#include "libgrid/core/finding.hpp"
#include "tools/common/exit_code.hpp"
#include "tools/common/log.hpp"

#include <optional>

namespace grid::tools {

/// Findings as messages, the gravest first: of each code the first examples. Said whatever the terminal shows, unless
/// -q.
void log_findings(const Findings& findings, Log& log);

/// `findings` if one is as grave as `fail_on`; without it, never.
[[nodiscard]] ExitCode exit_code_of(const Findings& findings, const std::optional<Severity>& fail_on);

}  // namespace grid::tools
