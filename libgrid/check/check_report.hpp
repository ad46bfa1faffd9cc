#pragma once

#include <cstdint>
#include <string>

#include "libgrid/check/request.hpp"
#include "libgrid/core/language.hpp"

namespace grid {

struct FindingCounts {
    std::int64_t errors = 0;
    std::int64_t warnings = 0;
    std::int64_t notes = 0;
};
[[nodiscard]] FindingCounts count_findings(const CheckResult& result);

/// For people: the figures of plans, if there are any; the findings by check, of each the first `examples` with
/// feature, grid and coordinate; every change of a repair; and a last line for scripts, `result=clean|findings grids=N
/// errors=N warnings=N notes=N checks=N not_run=N repaired=N`. Ends with a newline.
[[nodiscard]] std::string check_report_text(const CheckResult& result, std::size_t examples,
                                            Language language = Language::en);

/// The same for machines, with all findings: one JSON object, indented, ending with a newline. Text that is not UTF-8
/// is written with replacement characters.
[[nodiscard]] std::string check_report_json(const CheckResult& result);

/// The units as CSV with a header, each number with as many digits as it takes to read the same number back.
[[nodiscard]] std::string summary_csv(const CheckResult& result);

/// CheckResult::plans as CSV, a row for each plan under a header, or as JSON, an object with the list `plans`. Numbers
/// as summary_csv() writes them; what is not known is empty, or null.
[[nodiscard]] std::string comparison_csv(const CheckResult& result);
[[nodiscard]] std::string comparison_json(const CheckResult& result);

/// The table of checks for `--list-checks`: code, severity, group and title, in columns.
[[nodiscard]] std::string list_of_checks(Language language = Language::en);

}  // namespace grid
