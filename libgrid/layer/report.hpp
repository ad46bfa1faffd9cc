#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// Two-sided deviation of one kind, over the general grids of all units, each from the mean of its unit.
struct DeviationSummary {
    double worst = 0;  ///< largest |dev|
    double mean = 0;   ///< mean |dev|
    std::int64_t within_tolerance = 0;
    std::int64_t grids = 0;
    double tolerance = 0;
};

/// What changed since the previous grids.
struct ChangeReport {
    std::int64_t units_kept = 0;         ///< all of whose grids stayed as they were
    std::int64_t grids_unchanged = 0;    ///< have all of the previous grid that they carry on, and nothing else
    std::int64_t grids_changed = 0;      ///< carry on a previous grid with other bounds
    std::int64_t grids_new = 0;          ///< have a code that was never used
    std::int64_t grids_split = 0;        ///< previous grids from which a new one has most of its households
    std::int64_t grids_merged = 0;       ///< previous grids that are part of others now; among the retired ones
    std::int64_t grids_retired = 0;      ///< previous grids whose code is given up
    Count households_moved = 0;          ///< that are in another grid than before
    Count households_new = 0;            ///< that were in no grid before
    DeviationSummary households_before;  ///< of the previous grids, with the households of now
    std::string retired_codes;           ///< all that are not to be used again, separated by spaces
    std::vector<Message> notes;          ///< what was decided about fields of the user's own, for -v
};

/// What became of a plan that was taken over.
struct PlanReport {
    std::int64_t grids = 0;      ///< of the plan, in each unit
    Count households_moved = 0;  ///< that are in another grid than it says
    bool improved = false;       ///< the search started from it
};

/// What came of several tries for each unit; what their borders cost is the sum over the units.
struct TriesReport {
    std::int32_t tries = 1;
    double best = 0;  ///< metres times class factor, and moving where there were grids before
    double first = 0;
    double worst = 0;
};

/// How many changes of one cell, or of two for each other, would make the plan better.
struct ImprovementReport {
    std::int64_t moves = 0;
    std::int64_t exchanges = 0;
};

/// Hours of work a month, of the general grids.
struct WorkReport {
    double service_h = 0;
    double walk_h = 0;
    double walk_km = 0;  ///< of one round in each grid
    double least_h = 0;  ///< of a grid
    double most_h = 0;
    double mean_h = 0;
    double gini = 0;
};

/// How the grids were divided again.
struct MicroReport {
    std::int64_t grids = 0;    ///< micro-grids
    std::int64_t general = 0;  ///< among them: not of dedicated grids
    std::int64_t within = 0;   ///< of the general ones: have `min` to `max` households
    std::int64_t min = 0;
    std::int64_t max = 0;
    std::optional<std::int64_t> unchanged;  ///< where there were some before, as the next
    std::optional<std::int64_t> retired;
};

struct RunReport {
    std::string tool = "gridify";
    std::string version;
    std::int64_t units = 0;
    std::int64_t grids = 0;
    std::int64_t dedicated_grids = 0;  ///< among `grids`
    std::int64_t sites = 0;
    std::int64_t sites_outside = 0;
    Count households = 0;  ///< in the grids
    double workload = 0;
    DeviationSummary households_dev;
    DeviationSummary workload_dev;
    std::optional<ChangeReport> changes;            ///< where there were grids before
    std::optional<MicroReport> micro;               ///< where there are micro-grids
    std::optional<WorkReport> work;                 ///< where it was reckoned
    std::optional<PlanReport> plan;                 ///< where one was taken over
    std::optional<ImprovementReport> improvements;  ///< where they were looked for
    std::optional<TriesReport> tries;               ///< where there were several
    std::string last_codes;                         ///< of each unit the greatest code ever given, separated by spaces
    double mean_compactness = 0;                    ///< Polsby-Popper
    double inner_border_m = 0;
    double inner_border_on_barrier_m = 0;
    Findings findings;
    RunRecord options;                                            ///< as they took effect
    using Seconds = std::vector<std::pair<std::string, double>>;  ///< stage and seconds, in the order of the stages
    Seconds seconds;                                              ///< of the run, by the clock
    Seconds divided_seconds;    ///< of the stages of `divide`, summed over the threads
    bool has_workload = false;  ///< workload is something of its own, not households
    std::uint64_t peak_memory_bytes = 0;
};

/// Fills grids, dedicated_grids, sites, households, workload, both deviations and the compactness from the rows;
/// `units`, borders, findings and the rest stay as they are. Households of the rows are whole numbers.
void summarise_grids(const std::vector<GridRow>& rows, double tolerance, double workload_tolerance, RunReport& report);

/// Adds |dev| of one grid; `tolerance` is set before. finish_deviations() is to be called after the last one.
void add_deviation(DeviationSummary& summary, double deviation);
void finish_deviations(DeviationSummary& summary);

/// Greatest resident memory of this process so far.
[[nodiscard]] std::uint64_t peak_memory_bytes();

/// The same figures for people, and for machines.
[[nodiscard]] std::vector<std::pair<Message, Message>> work_lines(const WorkReport& work);
[[nodiscard]] std::vector<std::pair<std::string, double>> work_figures(const WorkReport& work);

/// A short table for a terminal, columns aligned by display width, ending with a newline. Of the findings, each code
/// with its count and its first `examples` messages.
[[nodiscard]] std::string report_text(const RunReport& report, std::size_t examples = 3,
                                      Language language = Language::en);

/// The same for machines: one JSON object, indented, ending with a newline. All findings are in it. Text that is not
/// UTF-8 is written with replacement characters.
[[nodiscard]] std::string report_json(const RunReport& report);

}  // namespace grid
