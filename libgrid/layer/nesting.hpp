#pragma once

#include <optional>
#include <span>
#include <string>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/geometry.hpp"

namespace grid {

/// Takes out of a grid that has got vertices those that are neither in `before` nor in one of its parts.
void leave_common_vertices(const MultiPolygon& before, std::span<const MultiPolygon* const> parts, MultiPolygon& grid);

/// A finding `micro_not_exact` if the segments of the parts do not cancel against each other and against the grid, bit
/// for bit: then their dissolve is not the grid. Where all are valid, nothing else is asked: their winding numbers add
/// up to that of the grid everywhere.
[[nodiscard]] std::optional<Finding> find_nesting_fault(const std::string& unit_code, const std::string& grid_code,
                                                        const MultiPolygon& grid,
                                                        std::span<const MultiPolygon* const> parts);

}  // namespace grid
