#include "libgrid/view/atlas/table.hpp"

#include <algorithm>

namespace grid {

namespace {

constexpr double letters = 8;
constexpr double side = 3.5;             ///< left and right of the text of a cell
constexpr double above = 1.2;            ///< above and below it
constexpr double most_cell_width = 132;  ///< a longer text goes on in the next line
constexpr int most_lines = 24;

TextStyle style_of(bool bold, double factor) {
    return {letters * factor, bold, color(0x22242a)};
}

bool is_total(const PrintedTable& table, std::size_t row) {
    return row + 1 == table.rows.size();
}

}  // namespace

TableSizes measure_table(const PrintedTable& table, Typesetter& typesetter, double factor) {
    TableSizes sizes;
    const double most = most_cell_width * factor;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        double width = typesetter.measure(table.columns[c].title, style_of(true, factor)).width;
        for (std::size_t r = 0; r < table.rows.size(); ++r)
            width = std::max(width, typesetter.measure(table.rows[r][c], style_of(is_total(table, r), factor)).width);
        sizes.widths.push_back(std::min(width, most) + 2 * side * factor);
        sizes.width += sizes.widths.back();
    }
    const double least = (letters * line_height + 2 * above) * factor;
    sizes.head_height = least;
    sizes.height = least;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        double height = least;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const Size text = typesetter.measure(table.rows[r][c], style_of(is_total(table, r), factor),
                                                 sizes.widths[c] - 2 * side * factor, most_lines);
            height = std::max(height, text.height + 2 * above * factor);
        }
        sizes.heights.push_back(height);
        sizes.height += height;
    }
    return sizes;
}

void draw_table(Canvas& canvas, const PrintedTable& table, const TableSizes& sizes, const RowRange& rows,
                const Point& corner, double factor) {
    const auto cells = [&](const auto& text_of, double y, double height, bool bold) {
        double x = corner.x;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const Rect cell{x + side * factor, y + above * factor, sizes.widths[c] - 2 * side * factor, height};
            canvas.text(cell, text_of(c), style_of(bold, factor), table.columns[c].align, most_lines);
            x += sizes.widths[c];
        }
    };
    double y = corner.y;
    canvas.fill(Rect{corner.x, y, sizes.width, sizes.head_height}, color(0xdfe3e8));
    cells([&](std::size_t c) { return table.columns[c].title; }, y, sizes.head_height, true);
    y += sizes.head_height;
    for (std::size_t r = rows.first; r < rows.last; ++r) {
        const double height = sizes.heights[r];
        const bool total = is_total(table, r);
        if (total || r % 2 == 1)
            canvas.fill(Rect{corner.x, y, sizes.width, height}, color(total ? 0xe9ecf0 : 0xf5f6f8));
        cells([&](std::size_t c) { return table.rows[r][c]; }, y, height, total);
        y += height;
    }
    const std::vector<LineString> rules{
        {{corner.x, corner.y + sizes.head_height}, {corner.x + sizes.width, corner.y + sizes.head_height}},
        {{corner.x, y}, {corner.x + sizes.width, y}}};
    canvas.stroke(rules, {color(0x8a919c), 0.6 * factor});
}

}  // namespace grid
