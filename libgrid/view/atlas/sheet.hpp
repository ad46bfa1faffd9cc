#pragma once

// For the files of this stage only: the pages of one unit, and those of the overview.

#include <string>
#include <vector>

#include "libgrid/view/atlas/map.hpp"
#include "libgrid/view/atlas/table.hpp"

namespace grid {

/// What a map and its table say.
struct Sheet {
    std::string title;
    std::string subtitle;
    std::string table_title;  ///< of pages that hold nothing but the table
    MapSubject subject;
    std::vector<MapItem> items;         ///< in the order of subject.items
    std::vector<std::int32_t> colours;  ///< the same
    PrintedTable table;
    bool items_are_units = false;
    bool may_have_details = true;
};

/// The grids of a unit (its number in the plan). Refers to the ground.
[[nodiscard]] Sheet unit_sheet(const AtlasGround& ground, std::size_t unit, const AtlasTexts& texts);

/// All units, with the page on which each begins.
[[nodiscard]] Sheet overview_sheet(const AtlasGround& ground, const std::vector<int>& pages, const AtlasTexts& texts);

/// What lies far away, drawn beside the rest of a map.
struct MapInset {
    MapFrame frame;
    std::vector<MapLabel> labels;
};

/// A map with its place and its labels.
struct MapLayout {
    PagePlan page;
    MapFrame frame;
    std::vector<MapLabel> labels;
    std::vector<Rect> details;  ///< parts that other pages show larger
    std::vector<LegendEntry> legend;
    std::vector<MapInset> insets{};
};

/// Where everything of a sheet goes.
struct SheetLayout {
    MapLayout main;
    std::vector<MapLayout> details;
    TableSizes table;
    std::vector<TablePage> table_pages;  ///< the first one beside or below the map, if it is there
    PlainPage table_page;

    [[nodiscard]] bool table_with_map() const noexcept {
        return main.page.table_place == TablePlace::beside || main.page.table_place == TablePlace::below;
    }
    [[nodiscard]] int page_count() const noexcept {
        return static_cast<int>(1 + details.size() + table_pages.size() - (table_with_map() ? 1 : 0));
    }
};

/// Places map, labels and table. Items too small for their labels are shown again on larger maps.
[[nodiscard]] SheetLayout lay_out(const AtlasGround& ground, const Sheet& sheet, Paper paper, Typesetter& typesetter);

/// Only the page and the table, from which page_count() is known where a sheet has no details.
[[nodiscard]] SheetLayout lay_out_pages(const AtlasGround& ground, const Sheet& sheet, Paper paper,
                                        Typesetter& typesetter);

/// What stands at the foot of each page.
struct PageFoot {
    std::string title;
    int pages = 0;
};

void draw_sheet(Canvas& canvas, const AtlasGround& ground, const Sheet& sheet, const SheetLayout& layout, Paper paper,
                const PageFoot& foot, const AtlasTexts& texts);

/// The letters that name the details of a sheet: A, B, ...
[[nodiscard]] std::string detail_name(std::size_t number);

}  // namespace grid
