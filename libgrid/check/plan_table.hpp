#pragma once

// The figures of plans side by side, for check_report.cpp.

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

#include "libgrid/check/plan_figures.hpp"
#include "libgrid/core/language.hpp"

namespace grid {

/// For people: the plans, called A, B and so on; a row for each figure, a column for each plan, `-` for what is not
/// known; and what was found in the others. Ends with a newline; empty for no plans.
[[nodiscard]] std::string plans_text(const std::vector<PlanFigures>& plans, Language language);

/// A list with an object for each plan; what is not known is null. What was found in the others is counted by code, and
/// listed if that is wanted.
[[nodiscard]] nlohmann::ordered_json plans_json(const std::vector<PlanFigures>& plans, bool with_findings);

/// A header and a row for each plan; what is not known is empty.
[[nodiscard]] std::string plans_csv(const std::vector<PlanFigures>& plans);

}  // namespace grid
