#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libgrid/layer/gridding.hpp"
#include "libgrid/staff/staff.hpp"

namespace grid {

/// What is varied from run to run.
enum class SweepGoal { target, grids, tolerance, hours, workers };

/// As the option of the value is called.
[[nodiscard]] const char* sweep_goal_name(SweepGoal goal);

/// What comes of one value. What is not known is not set; shares are from 0 to 1. Deviations are those of general grids
/// from the mean of their unit.
struct SweepPoint {
    using Figure = std::optional<double>;

    std::string value;  ///< as it was written
    Figure grids;
    Figure within_limits;     ///< general grids between min and max, where the number of grids is free
    Figure within_tolerance;  ///< general grids, of households
    Figure worst_dev;         ///< of households
    Figure mean_dev;
    Figure within_workload_tolerance;  ///< where there is a workload of its own, as the next two
    Figure worst_dev_wl;
    Figure mean_dev_wl;
    Figure least;  ///< households of a general grid; where grids are only counted, the mean of a unit
    Figure most;
    Figure least_h;  ///< hours a month of a general grid, where they are reckoned, as the next two
    Figure most_h;
    Figure workers;            ///< where hours are reckoned
    Figure most_load;          ///< the highest load of a grid: hours of work for an hour of its workers
    Figure walk_km;            ///< of one round in each grid
    Figure border_m;           ///< between grids of one unit
    Figure moved;              ///< households in another grid than before, where there were grids before
    Figure units_without_fit;  ///< for whose households there is no number of grids within the limits, or as given
};

/// What comes of all values, in the order in which they were given.
struct Sweep {
    SweepGoal goal = SweepGoal::target;
    bool is_count_only = false;
    std::vector<SweepPoint> points;
    std::optional<std::size_t> knee;  ///< see find_knee()
    SweepPoint::Figure SweepPoint::*knee_of = nullptr;
};

/// The figures of a run, and of who works in its grids; no staff: there are not enough for the grids.
[[nodiscard]] SweepPoint sweep_point(const GriddingResult& result, const GriddingRequest& request,
                                     std::span<const StaffedGrid> staff);

/// The same from the households of the units alone, without dividing them: grids, least, most and units_without_fit.
/// Hard barriers, blocks, dedicated areas and previous grids are not looked at. Throws what
/// apportion() throws.
[[nodiscard]] SweepPoint counted_point(const Ground& inputs, const GriddingRequest& request);

/// Sets `knee` and `knee_of`. The knee is where more of one thing begins to cost much of another: of a tolerance, where
/// less of it begins to cost border; of workers, from where on more of them ease the highest load but little; of
/// targets, hours and numbers of grids, from where on more grids deviate much more, in hours where they are reckoned,
/// else in households.
///
/// The rule is Kneedle's (Satopaa, Albrecht, Irwin, Raghavan 2011: Finding a "Kneedle" in a haystack) with sensitivity
/// 1 and without smoothing, for a curve that bends upwards: with both axes from 0 to 1, the point that is farthest
/// below the straight line between the ends, if it is there by more than the mean step between points. No knee: fewer
/// than three points, or none so far below.
void find_knee(Sweep& sweep);

}  // namespace grid
