#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "libgrid/layer/zones.hpp"

namespace grid {

/// The smallest tolerance, in whole thousandths, with which every zone can have grids of its own, `total` in all: some
/// number of grids of each has loads, in whole multiples of `step` (thousandths of a household), within it of the mean
/// of all. nullopt if there is none below 1, as where a zone has no household.
[[nodiscard]] std::optional<double> tolerance_for_zones(std::span<const Zone> zones, std::int64_t total, Count step);

}  // namespace grid
