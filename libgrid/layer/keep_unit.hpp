#pragma once

#include <cstdint>
#include <optional>

#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/previous_unit.hpp"
#include "libgrid/layer/unit_work.hpp"

namespace grid {

/// Households between which a grid may stay as it is, thousandths; both inclusive.
struct KeepRange {
    Count lower = 0;
    Count upper = 0;
};

/// The range for grids of a mean size, where the user names none: a tenth below the minimum to a tenth above the
/// maximum where the number of grids is free, else twice the tolerance around the mean.
[[nodiscard]] KeepRange keep_range(const GriddingRequest& request, bool count_is_fixed, double mean);

/// Whether a previous border between grids of the unit cuts a block, by more than rounding.
[[nodiscard]] bool cuts_a_block(const Ground& ground, const GroundIndex& index, std::size_t unit,
                                const PreviousUnit& previous);

/// The unit with its previous grids, bit for bit, and the counts of now. Nothing if it has to be divided anew: its
/// outline has changed, a site or cell is in no grid or straddles two, the number of grids is to be another, the
/// dedicated areas are others, or a grid is out of the range (which it may be by a single site or cell that is too
/// heavy) or farther than twice the tolerance from the mean workload. Grids keep the order of their codes; numbers are
/// not set.
[[nodiscard]] std::optional<DividedUnit> kept_unit(const Ground& ground, const GroundIndex& index, std::size_t unit,
                                                   const PreviousUnit& previous, const GriddingRequest& request,
                                                   std::optional<std::int32_t> count, UnitWork* work);

}  // namespace grid
