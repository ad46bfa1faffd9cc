#pragma once

// For the files of this stage only: the rows of a long table in columns and pages.

#include <cstddef>
#include <span>
#include <vector>

namespace grid {

/// Rows [first, last) of a table, one below the other.
struct RowRange {
    std::size_t first = 0;
    std::size_t last = 0;
};

using TablePage = std::vector<RowRange>;  ///< columns from left to right; none is empty

/// Puts rows of these heights into columns of at most `column_height`, `columns` of them on a page; each row is in
/// exactly one column, in order. A row that is higher than a column gets one of its own. Where the last page has
/// several columns, they are about equally high.
[[nodiscard]] std::vector<TablePage> arrange_rows(std::span<const double> heights, double column_height,
                                                  std::size_t columns);

/// The least height of columns, at most so many, into which all rows go; few rows stay in one column.
[[nodiscard]] double least_column_height(std::span<const double> heights, std::size_t columns);

}  // namespace grid
