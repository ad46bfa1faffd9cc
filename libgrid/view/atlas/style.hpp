#pragma once

// For the files of this stage only: colours and lines of the atlas. Soft fills, so that letters and lines stand out,
// also from a printer without colours.

#include <cstdint>
#include <vector>

#include "libgrid/view/atlas/canvas.hpp"
#include "libgrid/view/line_kinds.hpp"

namespace grid {

inline constexpr Color label_ink = color(0x1d2026);
inline constexpr Color quiet_ink = color(0x5b616b);
inline constexpr Color neighbour_ink = color(0x70737a);
inline constexpr Color detail_ink = color(0xa3262a);
inline constexpr Color map_ground = color(0xf7f6f2);
inline constexpr Color neighbour_fill = color(0xe8e7e3);
inline constexpr Color site_fill = color(0x8f867a);

/// The fill of items of this colour number (from 0). There are ten; of more they come again. `no_color`: that of the
/// ground.
inline constexpr std::int32_t no_color = -1;
[[nodiscard]] Color item_color(std::int32_t number, double alpha = 1);

[[nodiscard]] Pen border_pen(double factor);     ///< between two items
[[nodiscard]] Pen part_pen(double factor);       ///< between two parts of an item
[[nodiscard]] Pen boundary_pen(double factor);   ///< around the unit
[[nodiscard]] Pen neighbour_pen(double factor);  ///< between other units
[[nodiscard]] Pen detail_pen(double factor);

/// One line above the other.
[[nodiscard]] std::vector<Pen> line_pens(LineKind kind, double factor);

}  // namespace grid
