#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "libgrid/core/finding.hpp"

namespace grid {

/// What a plan comes to, beside others of the same units. What is not known is not set; shares are from 0 to 1.
/// General grids are those that take part in the balance, all but the dedicated ones.
struct PlanFigures {
    using Figure = std::optional<double>;

    std::string file;
    std::string layer;
    Findings findings;  ///< of a plan that another one is held against; empty for that one

    Figure grids;
    Figure general_grids;
    Figure households;                 ///< of all grids
    Figure households_in_no_grid;      ///< of sites or cells
    Figure within_limits;              ///< general grids
    Figure within_tolerance;           ///< the same; where one is given
    Figure within_workload_tolerance;  ///< the same
    Figure worst_deviation;            ///< largest |dev| of households from the mean of the unit
    Figure mean_deviation;             ///< mean of all |dev|
    Figure fewest;                     ///< households of a general grid
    Figure most;
    Figure gini_households;  ///< of all general grids together
    Figure gini_workload;
    Figure border_m;           ///< between grids of one unit, each once, on the ellipsoid
    Figure border_on_barrier;  ///< share of it
    Figure compactness;        ///< mean Polsby-Popper of all grids
    Figure low_compactness;    ///< share of grids under low_compactness_limit
    Figure convexity;          ///< mean share of the convex hull that is in the grid
    Figure low_convexity;      ///< share of grids under low_convexity_limit
    Figure moved;              ///< households in another grid than in the first plan, grids matched by the ground
    Figure moved_by_code;      ///< the same, grids matched by their codes
    Figure wishes;             ///< those of one group are one
    Figure wishes_met;
    Figure blocks_cut;
    Figure errors;
    Figure warnings;
    Figure notes;
};

constexpr double low_compactness_limit = 0.2;
constexpr double low_convexity_limit = 0.6;

}  // namespace grid
