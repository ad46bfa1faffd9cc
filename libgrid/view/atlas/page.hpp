#pragma once

// For the files of this stage only: places on a page of the atlas. Coordinates are points (1/72 inch) from the upper
// left corner, y downwards.

#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/view/view.hpp"

namespace grid {

struct Rect {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    [[nodiscard]] double right() const noexcept { return x + width; }
    [[nodiscard]] double bottom() const noexcept { return y + height; }
    [[nodiscard]] Point centre() const noexcept { return {x + width / 2, y + height / 2}; }
    [[nodiscard]] bool contains(const Point& p) const noexcept {
        return p.x >= x && p.x <= right() && p.y >= y && p.y <= bottom();
    }
    [[nodiscard]] bool contains(const Rect& other) const noexcept {
        return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
    }
    [[nodiscard]] bool meets(const Rect& other) const noexcept {
        return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
    }
    [[nodiscard]] Rect grown(double by) const noexcept { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
};

struct Size {
    double width = 0;
    double height = 0;
};

[[nodiscard]] inline Rect rect_around(const Point& centre, const Size& size) noexcept {
    return {centre.x - size.width / 2, centre.y - size.height / 2, size.width, size.height};
}

inline constexpr double points_per_mm = 72 / 25.4;

/// The page of a paper; `landscape` turns it.
[[nodiscard]] Size page_size(Paper paper, bool landscape);

/// How much larger letters and lines are than on A4.
[[nodiscard]] double type_factor(Paper paper);

/// What is to be put on a page, in points, the table at its natural width in one column.
struct PageNeeds {
    Size ground;                       ///< of what the map shows, in any unit
    double table_width = 0;            ///< of one column; 0: there is no table
    double table_head = 0;             ///< what stands above the rows of a column
    std::vector<double> table_rows{};  ///< their heights
    double head_height = 0;            ///< title and what stands under it
    Size furniture;           ///< legend, scale bar and north arrow, where they stand in a column beside the map
    double strip_height = 0;  ///< the same, where they lie in a strip below the map
};

enum class TablePlace { beside, below, next_pages, none };

/// Where everything goes on the page of a unit.
struct PagePlan {
    Size page;
    bool landscape = false;
    Rect head;
    Rect map;
    Rect furniture;
    bool furniture_in_strip = true;
    TablePlace table_place = TablePlace::none;
    Rect table;  ///< on this page; empty where the table is on the next pages
    Rect foot;
};

/// Chooses landscape or portrait, and the place of the table, such that the map becomes as large as it can. A table
/// that would take more than a good part of the map goes to pages of its own.
[[nodiscard]] PagePlan plan_page(Paper paper, const PageNeeds& needs);

/// A page of the same orientation that holds nothing but a head, a body and a foot.
struct PlainPage {
    Size page;
    Rect head;
    Rect body;
    Rect foot;
};
[[nodiscard]] PlainPage plain_page(Paper paper, bool landscape, double head_height);

/// How many columns of this width stand side by side; at least one.
[[nodiscard]] std::size_t columns_in(double width, double column_width, double gap);

/// What lies between the columns of a table.
[[nodiscard]] double column_gap(Paper paper);

}  // namespace grid
