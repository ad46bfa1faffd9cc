#pragma once

// For the files of this stage only: the page of one grid.

#include <string>
#include <vector>

#include "libgrid/export/address.hpp"
#include "libgrid/export/posts.hpp"
#include "libgrid/view/atlas/sheet.hpp"
#include "libgrid/view/forms/form_texts.hpp"

namespace grid {

/// A micro-grid of the grid.
struct FormPart {
    const MultiPolygon* geometry = nullptr;
    std::string name;  ///< as it is called within the grid
    std::string households;
};

/// What stands on the form of a grid.
struct GridForm {
    const GridRow* grid = nullptr;
    std::size_t item = 0;  ///< its place among the items of the sheet of its unit
    const GridAddress* address = nullptr;
    std::vector<const Post*> posts{};
    bool with_contacts = false;
    std::vector<FormPart> parts{};  ///< none, or several
};

/// Draws one page: a table, a map of the grid with its neighbours, and places for signatures and stamps. `sheet` is
/// that of the unit. Nothing is cut: rows of the table are as high as their texts, and of the buildings as many are
/// named as have room, and the number of the others; the map has what is left.
void draw_form(Canvas& canvas, const AtlasGround& ground, const Sheet& sheet, const GridForm& form, Paper paper,
               const PageFoot& foot, Language language);

}  // namespace grid
