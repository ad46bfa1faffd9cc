#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// Asks, before any unit is divided, whether what it will get can be had: room for the numbers of its grids, no more
/// grids than households, and, where the output's text fields hold only so many bytes, codes and names that fit into
/// them. `count` is the number of grids where that is given. Where it is free, numbers have no room for certain only
/// if they have none for what cannot lie in a cell too heavy for a grid; the rest is asked when the cells are known.
/// Throws InputError that names the unit and the option that would help.
void check_unit_room(const Ground& ground, const GroundIndex& index, std::size_t unit, const GriddingRequest& request,
                     std::optional<std::int32_t> count);

}  // namespace grid
