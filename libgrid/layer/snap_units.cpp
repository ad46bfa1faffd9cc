#include "libgrid/layer/snap_units.hpp"

#include <cstddef>
#include <map>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/close_slits.hpp"
#include "libgrid/coverage/coverage_search.hpp"
#include "libgrid/coverage/repair.hpp"

namespace grid {

std::vector<SnappedUnit> snap_units(std::span<const MultiPolygon> outlines, double width_m, const GroundScale& scale,
                                    int threads) {
    RepairOptions options;
    options.scale = scale;
    options.snap_m = width_m;
    options.gap_width_m = width_m;
    options.threads = threads;
    RepairResult repaired = repair_coverage(outlines, options);
    std::map<std::int32_t, SnappedUnit> snapped;
    for (RepairChange& change : repaired.changes)
        snapped[change.feature] = {change.feature, {}, std::move(change.what), change.at};

    SegmentMatches matches = match_segments(repaired.features, {}, {});
    std::map<std::int32_t, std::vector<LooseSegment>> loose;
    for (const LooseSegment& segment : matches.loose)
        loose[segment.owner].push_back(segment);
    CoverageOptions look;
    look.scale = scale;
    look.slit_width_m = width_m;
    for (const CoverageDefect& defect : find_coverage_defects(repaired.features, look, std::move(matches))) {
        if (defect.code != coverage_code::slit) continue;
        MultiPolygon& outline = repaired.features[static_cast<std::size_t>(defect.feature)];
        ClosedSlits closed = close_slits(outline, loose[defect.feature], width_m, scale);
        if (closed.at.empty()) continue;
        outline = std::move(closed.geometry);
        SnappedUnit& unit = snapped[defect.feature];
        unit.unit = defect.feature;
        if (!unit.what.empty()) unit.what += msg(", ");
        unit.what += closed.at.size() == 1 ? msg("1 slit closed") : msg("{} slits closed", closed.at.size());
        unit.at = closed.at.front();
    }
    std::vector<SnappedUnit> result;
    for (auto& [unit, change] : snapped) {
        change.outline = std::move(repaired.features[static_cast<std::size_t>(unit)]);
        result.push_back(std::move(change));
    }
    return result;
}

}  // namespace grid
