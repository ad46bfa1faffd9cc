#include "tools/common/findings.hpp"

#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>

namespace grid::tools {

namespace {

/// The grid is named where the message does not name it.
std::string text_of(const Finding& finding) {
    const bool says_grid = finding.grid_code.empty() || finding.message.find(finding.grid_code) != std::string::npos;
    return redact(says_grid ? fmt::format("{}: {}", finding.code, finding.message)
                            : fmt::format("{}: grid {}: {}", finding.code, finding.grid_code, finding.message));
}

}  // namespace

void log_findings(const Findings& findings, Log& log) {
    constexpr std::size_t examples = 3;
    for (const FindingsOfKind& kind : by_kind(findings)) {
        const std::size_t shown = std::min(examples, kind.findings.size());
        for (std::size_t i = 0; i < shown; ++i)
            log.finding(severity_name(kind.findings[i]->severity), text_of(*kind.findings[i]));
        if (shown < kind.findings.size()) {
            log.finding(severity_name(kind.severity),
                        fmt::format("{}: {} more; --json lists all", kind.code, kind.findings.size() - shown));
        }
    }
}

ExitCode exit_code_of(const Findings& findings, const std::optional<Severity>& fail_on) {
    const bool is_grave =
        fail_on && std::ranges::any_of(findings, [&](const Finding& finding) { return finding.severity >= *fail_on; });
    return is_grave ? ExitCode::findings : ExitCode::done;
}

}  // namespace grid::tools
