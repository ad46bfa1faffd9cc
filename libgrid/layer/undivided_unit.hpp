#pragma once

#include <cstddef>

#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/unit_work.hpp"

namespace grid {

/// The last resort for a unit that cannot be divided and not even proven as one grid: one grid with the ground as it
/// is, bit for bit, and with all that lies in it, so that no household is lost and the run goes on. Nothing is proven
/// of it. `ground`: the boundary of the unit, or its cells. Not numbered yet.
[[nodiscard]] DividedUnit undivided_unit(const Ground& ground, const GroundIndex& index, std::size_t unit,
                                         UnitWork* work);

/// The ground of a unit: its boundary, or where it is a group of cells these.
[[nodiscard]] MultiPolygon ground_of_unit(const Ground& ground, const GroundIndex& index, std::size_t unit);

}  // namespace grid
