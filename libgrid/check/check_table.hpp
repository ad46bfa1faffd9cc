#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/finding_kinds.hpp"

namespace grid {

/// All checks, in the order in which findings are reported: the kinds of findings that gridcheck makes.
[[nodiscard]] std::span<const FindingKind> all_checks();

[[nodiscard]] const char* group_title(FindingGroup group);

/// Place of a code in all_checks(). Throws ConfigError, naming codes that are alike, for one that is not there.
[[nodiscard]] std::size_t check_index(std::string_view code);

/// Which checks are to run and what their findings are worth.
class CheckSelection {
public:
    /// Only these. Throws ConfigError for an unknown code, as do the others.
    void only(const std::vector<std::string>& codes);
    void skip(const std::vector<std::string>& codes);
    /// `CODE=error`, `CODE=warning`, `CODE=note` or `CODE=off`.
    void set_severity(const std::string& assignment);

    [[nodiscard]] bool wants(std::string_view code) const;
    [[nodiscard]] Severity severity(std::string_view code) const;
    /// Whether the check is named among `only`, or has a severity set.
    [[nodiscard]] bool asks_for(std::string_view code) const;

private:
    std::set<std::string, std::less<>> m_only;  ///< empty: all
    std::set<std::string, std::less<>> m_skip;
    std::map<std::string, Severity, std::less<>> m_severity;
};

}  // namespace grid
