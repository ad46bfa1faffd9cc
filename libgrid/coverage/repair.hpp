#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// Which of several features gets ground that is in all of them or in none.
enum class GroundRule {
    longest_border,  ///< the one with the longest common border
    largest,         ///< by its area before the repair, as the next one
    smallest,
    first  ///< in the order of the features
};

struct RepairOptions {
    GroundScale scale;
    /// Ground that is nowhere wider (inscribed_width_m) than the larger of the two is given to a neighbour; vertices on
    /// both sides of a gap that is open to the outside are brought together where both allow it.
    double snap_m = 0.01;
    double gap_width_m = 0.5;
    GroundRule rule = GroundRule::longest_border;
    bool close_inlets = false;  ///< gaps that are open to the outside are filled, too, up to gap_width_m
    double sliver_width_m = 0;  ///< parts whose mean width is below go to the neighbour with the longest common border
    /// By feature, not 0: it keeps its ground, though it is a sliver as a whole. Empty: it keeps none.
    std::vector<char> must_stay{};
    /// Whether a gap is known and to be left as it is; may be empty.
    std::function<bool(const MultiPolygon& area)> is_known_gap{};
    int max_rounds = 20;  ///< each round mends what it can and looks again
    int threads = 0;      ///< 0: one for each core
};

/// What was done to one feature, all in all.
struct RepairChange {
    std::int32_t feature = -1;
    Message what;  ///< for example `2 vertices inserted, 1 moved, gap filled`
    double old_area_m2 = 0;
    double new_area_m2 = 0;
    Point at;  ///< a place where it changed
};

struct RepairResult {
    std::vector<MultiPolygon> features;  ///< as many as given, in their order
    std::vector<RepairChange>
        changes;                       ///< by feature; a feature that is not listed has its old coordinates bit for bit
    std::vector<CoverageDefect> left;  ///< what check_coverage still finds, without units and open gaps
    bool at_limit = false;             ///< after `max_rounds` there was still something to change
};

/// Mends what can be mended without judgement: drops repeated points, turns holes that run like their shell, makes
/// invalid polygons valid (GEOS), snaps unmatched vertices, gives gaps and overlaps to the neighbour with the longest
/// common border. Duplicates, wide gaps and wide overlaps stay and are listed. Features without a defect are not
/// touched. The result passes check_coverage but for what is in `left`.
/// What gives slivers away may leave a feature empty.
///
/// In each round every step is made. Where a step would bring a feature back to a state that it had, it leaves that
/// feature alone from then on, and the change says so: what one step does and another undoes does not use up the rounds
/// of all. Cutting overlaps, the last resort, is done when nothing else changes any more, and after the last round.
[[nodiscard]] RepairResult repair_coverage(std::span<const MultiPolygon> features, const RepairOptions& options = {});

}  // namespace grid
