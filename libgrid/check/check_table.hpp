#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/finding.hpp"

namespace grid {

enum class CheckGroup { layer, geometry, coverage, boundaries, codes, counts, balance, ground, attributes };

/// One check: what the tool lists, the man page explains and a finding is called by.
struct CheckInfo {
    const char* code = "";  ///< stable, lower_snake_case
    CheckGroup group = CheckGroup::layer;
    Severity severity = Severity::error;  ///< unless the user says otherwise
    const char* title = "";               ///< what is wrong, in a few words
    const char* needs = "";               ///< the options without which it cannot run; empty: none
};

/// All checks, in the order in which findings are reported.
[[nodiscard]] std::span<const CheckInfo> all_checks();

[[nodiscard]] const char* group_title(CheckGroup group);

/// Place of a code in all_checks(). Throws ConfigError, naming codes that are alike, for one that is not there.
[[nodiscard]] std::size_t check_index(std::string_view code);

/// Which checks are to run and what their findings are worth.
class CheckSelection {
public:
    /// Only these. Throws ConfigError for an unknown code, as do the others.
    void only(const std::vector<std::string>& codes);
    void skip(const std::vector<std::string>& codes);
    /// `CODE=error`, `CODE=warning` or `CODE=off`.
    void set_severity(const std::string& assignment);

    [[nodiscard]] bool wants(std::string_view code) const;
    [[nodiscard]] Severity severity(std::string_view code) const;

private:
    std::set<std::string, std::less<>> m_only;  ///< empty: all
    std::set<std::string, std::less<>> m_skip;
    std::map<std::string, Severity, std::less<>> m_severity;
};

}  // namespace grid
