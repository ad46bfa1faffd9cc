#include "libgrid/merge/snap_borders.hpp"

#include <cmath>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/coverage/repair.hpp"
#include "libgrid/trace/outline.hpp"

namespace grid {

Findings snap_borders(GridSet& set, double reach_m, int threads) {
    RepairOptions options;
    options.scale = scale_of(set);
    options.snap_m = reach_m;
    options.gap_width_m = reach_m;
    options.threads = threads;
    RepairResult repaired = repair_coverage(set.geometry, options);
    Findings findings;
    for (const RepairChange& change : repaired.changes) {
        const auto row = static_cast<std::size_t>(change.feature);
        const GridRow& grid = set.rows[row];
        Finding finding{"borders_snapped", grid.unit_code, grid.code,
                        msg("{} of {}, within {:g} m (--snap): {}; {:.4f} m2 before, {:.4f} m2 after", grid.code,
                            describe(place_of(set, row)), reach_m, change.what, change.old_area_m2, change.new_area_m2),
                        change.at};
        finding.area_m2 = std::abs(change.new_area_m2 - change.old_area_m2);
        findings.push_back(std::move(finding));
        set.geometry[row] = std::move(repaired.features[row]);
        order_rings(set.geometry[row]);
        set.stale[row] = 1;
    }
    if (repaired.at_limit)
        set.notes.push_back(msg("--snap stopped after {} rounds, while there was more to do", options.max_rounds));
    return findings;
}

}  // namespace grid
