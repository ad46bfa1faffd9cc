#include "libgrid/check/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace grid {

namespace {

/// What a repair is about.
constexpr std::array<std::string_view, 15> mendable{
    "invalid_geometry", "ring_self_touch", "collapsed_ring", "ring_orientation", "repeated_point",
    "sliver",           "spike",           "duplicate",      "overlap",          "gap",
    "unmatched_vertex", "crossed_borders", "outside_unit",   "uncovered",        "multipart"};

bool is_mendable(const Finding& finding) {
    return std::ranges::find(mendable, finding.code) != mendable.end();
}

/// What the checks find in a layer after a repair, without what is accepted.
Findings findings_after(const CheckContext& context, const RepairOptions& options, const ExceptionList* known) {
    GridTable grids = context.grids;
    grids.geometry = repair_coverage(context.grids.geometry, options).features;
    FindingList list(context.request.selection);
    CheckContext repaired{.request = context.request, .grids = grids, .findings = list};
    repaired.scale = context.scale;
    repaired.ground = context.ground;
    repaired.home = context.home;
    check_geometries(repaired);
    check_grid_coverage(repaired);
    CompleteFindings found = list.finish(grids);
    if (known != nullptr) {
        ExceptionList copy = *known;
        (void)copy.take_accepted(found);
    }
    std::erase_if(found.findings, [](const Finding& finding) { return !is_mendable(finding); });
    return std::move(found.findings);
}

RepairTrial compare(const RepairOptions& options, const std::map<std::string, std::int64_t>& before,
                    const Findings& after) {
    RepairTrial trial{.gap_width_m = options.gap_width_m, .snap_m = options.snap_m};
    std::map<std::string, std::int64_t> left;
    for (const Finding& finding : after)
        ++left[finding.code];
    for (const auto& [code, count] : left) {
        const auto known = before.find(code);
        trial.fresh += std::max<std::int64_t>(0, count - (known == before.end() ? 0 : known->second));
    }
    for (const auto& [code, count] : before) {
        const std::int64_t mended = std::max<std::int64_t>(0, count - left[code]);
        trial.by_code.push_back({code, count, mended});
        trial.found += count;
        trial.mended += mended;
    }
    return trial;
}

/// A width that is not smaller, with two digits.
double rounded_up(double width_m) {
    if (!(width_m > 0)) return 0;
    const double step = std::pow(10, std::floor(std::log10(width_m)) - 1);
    return std::ceil(width_m / step) * step;
}

/// Widths that are enough for the widest of these findings: of areas, and of gaps that are open to the outside.
RepairOptions wide_enough(RepairOptions options, const Findings& findings) {
    constexpr double most_gap_m = 1000;  // what the tool takes
    constexpr double most_snap_m = 100;
    for (const Finding& finding : findings) {
        if (!finding.width_m || finding.code == "sliver" || finding.code == "duplicate") continue;
        const double width = rounded_up(*finding.width_m);
        options.gap_width_m = std::max(options.gap_width_m, std::min(width, most_gap_m));
        if (finding.area.empty() && !options.close_inlets)
            options.snap_m = std::max(options.snap_m, std::min(width, most_snap_m));
    }
    return options;
}

}  // namespace

std::vector<RepairTrial> try_repairs(const CheckContext& context, const RepairOptions& options, const Findings& left,
                                     const ExceptionList* known) {
    std::map<std::string, std::int64_t> before;
    for (const Finding& finding : left) {
        if (is_mendable(finding)) ++before[finding.code];
    }
    if (before.empty()) return {};
    const Findings after = findings_after(context, options, known);
    std::vector<RepairTrial> trials{compare(options, before, after)};
    const RepairOptions wide = wide_enough(options, after);
    if (wide.gap_width_m > options.gap_width_m || wide.snap_m > options.snap_m)
        trials.push_back(compare(wide, before, findings_after(context, wide, known)));
    return trials;
}

}  // namespace grid
