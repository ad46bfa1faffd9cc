#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "libgrid/coverage/coverage.hpp"
#include "libgrid/merge/borders.hpp"

namespace grid {

namespace {

std::string one_and_other(const GridSet& set, const CoverageDefect& defect, std::int32_t first, std::int32_t second) {
    const auto grid = [&set](std::int32_t feature) {
        const auto i = static_cast<std::size_t>(feature);
        return fmt::format("{} of {}", set.rows[i].code, describe(place_of(set, i)));
    };
    return fmt::format("between {} and {}: {}", grid(first), grid(second), defect.message);
}

}  // namespace

Findings border_faults(const GridSet& set, int threads) {
    Findings findings;
    if (set.inputs.size() < 2) return findings;
    CoverageOptions options;
    options.scale = scale_of(set);
    constexpr double narrow_m = 0.5;
    options.gap_width_m = narrow_m;
    options.threads = threads;
    for (const CoverageDefect& defect : check_coverage(set.geometry, options)) {
        std::set<std::int32_t> features(defect.features.begin(), defect.features.end());
        for (const std::int32_t feature : {defect.feature, defect.other}) {
            if (feature >= 0) features.insert(feature);
        }
        if (features.empty()) continue;
        const auto input = [&set](std::int32_t f) { return set.origins[static_cast<std::size_t>(f)].input; };
        std::int32_t first = defect.feature >= 0 ? defect.feature : *features.begin();
        std::int32_t second = defect.other;
        if (second < 0 || input(second) == input(first)) {
            const auto foreign = std::ranges::find_if(features, [&](auto f) { return input(f) != input(first); });
            if (foreign == features.end()) continue;
            second = *foreign;
        }
        const auto& row = set.rows[static_cast<std::size_t>(first)];
        const std::string message = one_and_other(set, defect, first, second);
        if (defect.code == coverage_code::gap) {
            findings.push_back({"inputs_gap", Severity::error, row.unit_code, row.code, message, defect.at});
        } else if (defect.code == coverage_code::unmatched_vertex) {
            findings.push_back({"inputs_unmatched", Severity::error, row.unit_code, row.code, message, defect.at});
        } else {
            findings.push_back({"inputs_overlap", Severity::error, row.unit_code, row.code, message, defect.at});
        }
    }
    return findings;
}

}  // namespace grid
