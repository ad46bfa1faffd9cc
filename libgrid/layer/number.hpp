#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/layer/profile.hpp"

namespace grid {

/// A grid as the numbering sees it.
struct NumberedPlace {
    Point at;            ///< a point inside the grid, work plane (metres)
    double area_m2 = 0;  ///< of the grid
};

/// Area and centroid of polygons in the work plane; NAN as place where they have no area.
[[nodiscard]] NumberedPlace numbered_place(const MultiPolygon& work);

/// The order in which the grids of a unit are numbered: `result[i]` is the index of the grid with the i-th number.
/// From the north-west, rows from north to south, in a row from west to east. Rows are formed like this:
/// - the row height h is the side of a square as large as the median grid (the lower one of an even number);
/// - the grids are taken from north to south; a grid that lies more than h / 2 to the south of the mean of the grids
///   that are already in the row opens the next row.
/// So a row may climb or fall gently, and the rows of a regular layout are found although no two grids are level.
/// Distances are taken in whole millimetres from the northernmost and westernmost point: the order depends neither on
/// where the unit lies nor on the order of the input, but for grids at the same millimetre, which keep their order.
/// Throws GeometryError if a coordinate or an area is not finite.
[[nodiscard]] std::vector<std::int32_t> number_order(std::span<const NumberedPlace> grids);

/// The same where some are dedicated: these come after all others, and neither sees the other.
[[nodiscard]] std::vector<std::int32_t> kind_order(std::span<const NumberedPlace> grids,
                                                   std::span<const char> is_dedicated);

/// Throws InputError, naming the unit and the remedy, if `grid_count` grids do not get numbers of
/// `layout.number_digits` digits from `layout.first_number` upward. To be called as soon as the count is known.
void check_number_room(const std::string& unit_code, std::int64_t grid_count, const CodeLayout& layout,
                       const Place& place = {});

/// The greatest number that a layout has digits for.
[[nodiscard]] std::int64_t last_number(const CodeLayout& layout);

/// Prefix, unit code, zero-padded number. `number` is the grid's number itself (first_number upward).
[[nodiscard]] std::string grid_code(const std::string& unit_code, std::int64_t number, const CodeLayout& layout);

/// Checks one unit code under a layout. Throws InputError if it is empty, holds control characters, or has not the
/// digits that the layout asks for. Returns notes (`area_code_range`, at `at`) for a town or village part outside
/// the ranges in use: digits 7-9 001-099 street, 100-199 town, 200-399 township, 400-599 others; digits 10-12 001-199
/// residents' committee, 200-399 villagers' committee, 400-599 others. 000 to the end stands for all of a town or
/// county.
/// `option`: what names the field of the codes.
[[nodiscard]] Findings check_unit_code(const std::string& unit_code, const CodeLayout& layout, const Place& place,
                                       const Point& at, const char* option);

}  // namespace grid
