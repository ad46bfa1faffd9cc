#pragma once

// For the files of this stage only: a table as it stands on a page.

#include <string>
#include <vector>

#include "libgrid/view/atlas/canvas.hpp"
#include "libgrid/view/atlas/columns.hpp"

namespace grid {

struct TableColumn {
    std::string title;
    Align align = Align::right;
};

/// Text only. The last row is the total.
struct PrintedTable {
    std::vector<TableColumn> columns;
    std::vector<std::vector<std::string>> rows;
};

/// How much room it takes, in points. Long texts go on in further lines of their cell.
struct TableSizes {
    std::vector<double> widths;   ///< of the columns, with the gaps between them
    std::vector<double> heights;  ///< of the rows
    double head_height = 0;
    double width = 0;
    double height = 0;  ///< of all rows and the head
};

[[nodiscard]] TableSizes measure_table(const PrintedTable& table, Typesetter& typesetter, double factor);

/// Draws the head and these rows below each other.
void draw_table(Canvas& canvas, const PrintedTable& table, const TableSizes& sizes, const RowRange& rows,
                const Point& corner, double factor);

}  // namespace grid
