#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/check/check_context.hpp"

namespace grid {

/// Borders between two grids of one unit, each once, as lengths on the ellipsoid.
struct InnerBorders {
    double length_m = 0;
    double on_barrier_m = 0;  ///< the part beside which a barrier runs
};

/// A border is on a barrier that runs beside it no farther away than this.
constexpr double barrier_reach_m = 1;

/// Measures the borders, of anyone's layer: segments that two grids of a unit have in opposite directions; and where
/// the sides of a border are not the same, half of the length on which either runs beside the other, no farther away
/// than CheckRequest::gap_width_m. `barriers`: those of the ground are looked at. The CRS must be measurable.
[[nodiscard]] InnerBorders measure_inner_borders(const CheckContext& context, bool barriers);

/// The stretch of a line, as shares of it, beside which another line runs: at right angles to that one it is no farther
/// away than `reach`, and their directions differ by less than 30 degrees, `opposite`: when one of them is turned
/// round, else either way. Nothing if there is none.
using Stretch = std::pair<Point, Point>;
[[nodiscard]] std::optional<std::pair<double, double>> stretch_beside(const Stretch& line, const Stretch& other,
                                                                      double reach, bool opposite);

/// The share of 0 to 1 that intervals cover together.
[[nodiscard]] double covered_share(std::vector<std::pair<double, double>> intervals);

}  // namespace grid
