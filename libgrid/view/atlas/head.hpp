#pragma once

// For the files of this stage only: title and foot of a page.

#include <string>

#include "libgrid/view/atlas/canvas.hpp"
#include "libgrid/view/atlas/texts.hpp"

namespace grid {

/// The height that title and subtitle take on a page of this width.
[[nodiscard]] double head_height(const std::string& title, const std::string& subtitle, double width, double factor,
                                 Typesetter& typesetter);

void draw_head(Canvas& canvas, const Rect& place, const std::string& title, const std::string& subtitle, double factor);

/// What the page belongs to, and its number.
void draw_foot(Canvas& canvas, const Rect& place, const std::string& title, int page, int pages,
               const AtlasTexts& texts, double factor);

}  // namespace grid
