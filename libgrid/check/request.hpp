#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/check/check_table.hpp"
#include "libgrid/check/plan_figures.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/coverage/repair.hpp"
#include "libgrid/layer/grid_fields.hpp"
#include "libgrid/layer/report.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// Another plan of the same units.
struct OtherPlan {
    SourceRef grids;
    GridFieldNames fields;
};

/// What to check, against what. The defaults are those of the tool.
struct CheckRequest {
    SourceRef grids;
    GridFieldNames fields;
    /// What the layer is held against: boundaries, sites or cells, barriers, blocks, dedicated areas, each of which may
    /// be missing; how work is reckoned; the profile with sizes, tolerances and codes; threads. The rest of it is not
    /// used.
    GriddingRequest against;
    bool workload_tolerance_is_wanted = false;  ///< as GriddingRequest::tolerance_is_wanted, for the workload
    std::optional<SourceRef> lineage;           ///< table with old_code and new_code
    std::optional<SourceRef> exceptions;        ///< what is known and accepted, see ExceptionList
    std::vector<OtherPlan> plans;               ///< what the layer is compared with; each is checked likewise
    CheckSelection selection;
    double gap_width_m = 0.5;     ///< a gap or overlap as narrow as this between two borders is one all along
    double sliver_width_m = 0.1;  ///< a part narrower than this is a sliver
    bool repair = false;          ///< mend what can be mended, and check what comes of it
    bool summary = false;         ///< fill CheckResult::units
    bool figures = false;         ///< fill CheckResult::plans, also if there is only one
    bool recount = false;         ///< bring attributes up to date; a repair does so with what it changes
    bool suggest = false;         ///< fill CheckResult::trials
    double snap_m = 0.1;          ///< of repair: how far a vertex may move
    GroundRule overlap_to = GroundRule::longest_border;  ///< of repair: who gets an overlap or a gap
    bool close_inlets = false;                           ///< of repair: gaps that are open to the outside, too
    bool give_slivers = false;                           ///< of repair: slivers go to a neighbour
};

/// One row of the summary: a unit and how even its grids are.
struct UnitSummary {
    std::string unit_code;
    std::int64_t grids = 0;
    std::int64_t general_grids = 0;  ///< those that the figures below are about
    double households = 0;           ///< of all grids
    double min = 0;                  ///< households of a general grid
    double max = 0;
    double mean = 0;
    double cv = 0;               ///< standard deviation / mean
    double worst_deviation = 0;  ///< largest |dev|
    double compactness = 0;      ///< mean Polsby-Popper of all grids
    double gini_households = 0;
    double gini_workload = 0;
    std::optional<WorkReport> work;  ///< of the general grids, if it was reckoned
};

/// What a repair with these widths would mend.
struct RepairTrial {
    struct OfCode {
        std::string code;
        std::int64_t found = 0;
        std::int64_t mended = 0;
    };
    double gap_width_m = 0;
    double snap_m = 0;
    std::int64_t found = 0;  ///< findings of geometry and coverage
    std::int64_t mended = 0;
    std::int64_t fresh = 0;  ///< findings that only the repair makes
    std::vector<OfCode> by_code{};
};

/// A feature that the repair changed.
struct RepairedFeature {
    std::int64_t fid = 0;
    std::int64_t index = 0;  ///< in the order of reading
    std::string grid_code;
    double old_area_m2 = 0;
    double new_area_m2 = 0;
    Message what;  ///< what was done
    MultiPolygon geometry;
};

/// A value that was brought up to date.
struct RecountedValue {
    std::int64_t index = 0;  ///< of the feature, in the order of reading
    std::int64_t fid = 0;
    std::string grid_code;
    std::string field;
    std::optional<double> before;  ///< not set: there was none, or no number
    double now = 0;
};

struct CheckResult {
    Findings findings;  ///< in the order of all_checks(), then of the features
    Findings accepted;  ///< what the exceptions accept, in the same order
    bool has_exceptions = false;
    std::string crs_wkt;  ///< of the layer; empty if it names none
    std::int64_t grids = 0;
    std::vector<std::string> checks_run;
    std::vector<std::pair<std::string, Message>> checks_not_run;  ///< code, why
    std::vector<UnitSummary> units;                               ///< by code
    std::optional<WorkReport> work;                               ///< of all general grids, if it was reckoned
    std::vector<PlanFigures> plans;                               ///< the layer, then CheckRequest::plans
    std::vector<RepairTrial> trials;                              ///< with the widths given, then wider
    std::vector<RepairedFeature> repaired;                        ///< by the order of reading
    std::vector<RecountedValue> recounted;                        ///< by the order of reading
    std::vector<Message> notes;                                   ///< what was decided, for -v
    std::vector<Message> warnings;                                ///< what was not done to the end
    std::vector<std::pair<std::string, double>> seconds;          ///< by stage
};

/// Checks a layer. Findings are no errors: this throws only InputError and ConfigError for what cannot be read or
/// understood at all. `stage` is told what is being done.
[[nodiscard]] CheckResult check_layer(const CheckRequest& request,
                                      const std::function<void(const Message&)>& stage = {});

}  // namespace grid
