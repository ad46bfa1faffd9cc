#include "tools/common/findings.hpp"

#include "libgrid/core/finding_report.hpp"
#include "libgrid/core/msg.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>

namespace grid::tools {

namespace {

bool is_of_a_word(char c) {
    return c == '_' || c < 0 || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Whether the text has the word as a whole: a short code is a part of many others.
bool has_word(const std::string& text, const std::string& word) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || !is_of_a_word(text[at - 1])) && (end == text.size() || !is_of_a_word(text[end]))) return true;
    }
    return false;
}

/// The grid is named where the message does not name it.
Message text_of(const Finding& finding) {
    const bool says_grid = finding.grid_code.empty() || has_word(finding.message.english(), finding.grid_code);
    return says_grid ? msg("{}: {}", finding.code, finding.message)
                     : msg("{}: grid {}: {}", finding.code, finding.grid_code, finding.message);
}

}  // namespace

void log_findings(const Findings& findings, Log& log) {
    constexpr std::size_t examples = 3;
    for (const FindingsOfKind& kind : by_kind(findings)) {
        const std::size_t shown = std::min(examples, kind.findings.size());
        for (std::size_t i = 0; i < shown; ++i)
            log.finding(kind.findings[i]->severity, text_of(*kind.findings[i]));
        if (shown < kind.findings.size()) {
            log.finding(kind.severity, msg("{}: {} more; --json lists all", kind.code, kind.findings.size() - shown));
        }
    }
}

ExitCode exit_code_of(const Findings& findings, const std::optional<Severity>& fail_on) {
    const bool is_grave =
        fail_on && std::ranges::any_of(findings, [&](const Finding& finding) { return finding.severity >= *fail_on; });
    return is_grave ? ExitCode::findings : ExitCode::done;
}

}  // namespace grid::tools
