#pragma once

// For the files of this stage only: a map as it is drawn, and what explains it.

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/view/atlas/canvas.hpp"
#include "libgrid/view/atlas/labeller.hpp"
#include "libgrid/view/atlas/scene.hpp"
#include "libgrid/view/atlas/texts.hpp"

namespace grid {

/// The scene with its labels within the frame. Items have the colours of these numbers; `details` are frames of parts
/// that other pages show larger.
void draw_map(Canvas& canvas, const MapScene& scene, const Rect& frame, const std::vector<std::int32_t>& colours,
              const std::vector<MapLabel>& labels, const std::vector<Rect>& details, double factor);

/// What a legend can explain, in its order.
enum class LegendEntry { item, part, boundary, neighbour, main_road, street, railway, river, site, detail };

/// Those that the scene holds.
[[nodiscard]] std::vector<LegendEntry> legend_of(const MapScene& scene, bool has_details);

/// The room that a legend with so many entries, scale bar and north arrow take in a column of their own.
[[nodiscard]] Size panel_size(std::size_t entries, double factor);
[[nodiscard]] double strip_height(double factor);

/// Draws them into their place; `in_strip` as plan_page() says.
void draw_furniture(Canvas& canvas, const Rect& place, bool in_strip, const std::vector<LegendEntry>& entries,
                    bool items_are_units, double metres_per_point, const AtlasTexts& texts, double factor);

}  // namespace grid
