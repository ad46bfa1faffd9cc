#include "libgrid/check/check_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

using G = FindingGroup;

/// The codes that share a word with `code`.
std::vector<std::string> alike(std::string_view code) {
    std::vector<std::string> found;
    for (const FindingKind& check : all_checks()) {
        const std::string_view other = check.code;
        for (std::size_t from = 0; from < code.size();) {
            const std::size_t to = std::min(code.find_first_of("_-", from), code.size());
            const std::string_view word = code.substr(from, to - from);
            if (word.size() > 2 && other.find(word) != std::string_view::npos) {
                found.emplace_back(other);
                break;
            }
            from = to + 1;
        }
    }
    return found;
}

}  // namespace

std::span<const FindingKind> all_checks() {
    static const std::vector<FindingKind> checks = [] {
        std::vector<FindingKind> found;
        std::ranges::copy_if(finding_kinds(), std::back_inserter(found),
                             [](const FindingKind& kind) { return (kind.tools & gridcheck) != 0; });
        return found;
    }();
    return checks;
}

const char* group_title(FindingGroup group) {
    switch (group) {
        case G::layer:
            return mark("Layer");
        case G::geometry:
            return mark("Geometry");
        case G::coverage:
            return mark("Coverage");
        case G::boundaries:
            return mark("Boundaries");
        case G::codes:
            return mark("Codes");
        case G::counts:
            return mark("Counts");
        case G::balance:
            return mark("Balance");
        case G::ground:
            return mark("Blocks, barriers and dedicated areas");
        case G::attributes:
            break;
    }
    return mark("Attributes");
}

std::size_t check_index(std::string_view code) {
    const auto found = std::ranges::find_if(all_checks(), [&](const FindingKind& c) { return code == c.code; });
    if (found != all_checks().end()) return static_cast<std::size_t>(found - all_checks().begin());
    const std::vector<std::string> others = alike(code);
    throw ConfigError(msg("there is no check '{}'", code), {},
                      others.empty() ? msg("--list-checks names them all")
                                     : msg("did you mean {}? --list-checks names them all", fmt::join(others, " or ")));
}

void CheckSelection::only(const std::vector<std::string>& codes) {
    for (const std::string& code : codes)
        m_only.insert(all_checks()[check_index(code)].code);
}

void CheckSelection::skip(const std::vector<std::string>& codes) {
    for (const std::string& code : codes)
        m_skip.insert(all_checks()[check_index(code)].code);
}

void CheckSelection::set_severity(const std::string& assignment) {
    const std::size_t equals = assignment.find('=');
    const std::string code = assignment.substr(0, equals);
    const std::string value = equals == std::string::npos ? std::string() : assignment.substr(equals + 1);
    const auto severity = severity_of(value);
    if (!severity && value != "off")
        throw ConfigError(msg("'{}' is not CODE=error, CODE=warning, CODE=note or CODE=off", assignment));
    (void)check_index(code);
    m_severity.erase(code);
    if (!severity) {
        m_skip.insert(code);
        return;
    }
    m_skip.erase(code);
    m_severity[code] = *severity;
}

bool CheckSelection::wants(std::string_view code) const {
    return !m_skip.contains(code) && (m_only.empty() || m_only.contains(code));
}

bool CheckSelection::asks_for(std::string_view code) const {
    return wants(code) && (m_only.contains(code) || m_severity.contains(code));
}

Severity CheckSelection::severity(std::string_view code) const {
    const auto set = m_severity.find(code);
    return set != m_severity.end() ? set->second : all_checks()[check_index(code)].severity;
}

}  // namespace grid
