#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// A finding as every tool prints it with --json. What it has not is null (`feature`, `at`, `width_m`, `area_m2`,
/// `length_m`) or an empty list (`other`); its area and lines are left out.
[[nodiscard]] nlohmann::ordered_json to_json(const Finding& finding);

[[nodiscard]] nlohmann::ordered_json to_json(const Findings& findings);

/// The findings of one code.
struct FindingsOfKind {
    std::string code;
    Severity severity = Severity::warning;  ///< that of the gravest
    std::vector<const Finding*> findings;   ///< the worst first; those that are as bad as they came
    double area_m2 = 0;                     ///< of all
    double length_m = 0;                    ///< of all
    double widest_m = 0;
};

/// The gravest first, those of one severity in the order of finding_kinds(). Of one code the worst are those with the
/// largest area, then the longest border, then the widest. What is returned points into `findings`.
[[nodiscard]] std::vector<FindingsOfKind> by_kind(const Findings& findings);

/// What several findings of a code come to, as far as they have numbers: `17.2 km2 in all, up to 80 m wide`. Empty for
/// a single one, whose message says it.
[[nodiscard]] Message amounts_text(const FindingsOfKind& kind);

/// `error`, `warning`, `note`, as people are told.
[[nodiscard]] Message severity_title(Severity severity);

/// Has the findings say in one language only what they say: for a file.
void tell_in(Language language, Findings& findings);

/// The number of findings of each code, in that order.
[[nodiscard]] nlohmann::ordered_json counts_json(const Findings& findings);

}  // namespace grid
