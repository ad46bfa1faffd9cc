#include "libgrid/view/atlas/columns.hpp"

#include <algorithm>
#include <numeric>

namespace grid {

namespace {

/// As many rows as go into each column; the columns go on as long as there are rows.
std::vector<RowRange> fill_columns(std::span<const double> heights, std::size_t first, double column_height) {
    std::vector<RowRange> columns;
    double used = 0;
    for (std::size_t i = first; i < heights.size(); ++i) {
        constexpr double rounding = 1e-6;
        if (columns.empty() || used + heights[i] > column_height + rounding) {
            columns.push_back({i, i});
            used = 0;
        }
        used += heights[i];
        columns.back().last = i + 1;
    }
    return columns;
}

/// The least height of so many columns, up to `column_height`, which must be enough.
double balanced_height(std::span<const double> heights, std::size_t first, double column_height, std::size_t columns) {
    double low = 0;
    double high = column_height;
    constexpr int halvings = 30;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (fill_columns(heights, first, middle).size() <= columns ? high : low) = middle;
    }
    return high;
}

}  // namespace

std::vector<TablePage> arrange_rows(std::span<const double> heights, double column_height, std::size_t columns) {
    columns = std::max<std::size_t>(columns, 1);
    const std::vector<RowRange> all = fill_columns(heights, 0, column_height);
    std::vector<TablePage> pages;
    for (std::size_t i = 0; i < all.size(); i += columns) {
        const std::size_t end = std::min(all.size(), i + columns);
        pages.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(i),
                           all.begin() + static_cast<std::ptrdiff_t>(end));
    }
    if (!pages.empty() && pages.back().size() > 1) {
        const std::size_t first = pages.back().front().first;
        pages.back() =
            fill_columns(heights, first, balanced_height(heights, first, column_height, pages.back().size()));
    }
    return pages;
}

double least_column_height(std::span<const double> heights, std::size_t columns) {
    const double all = std::accumulate(heights.begin(), heights.end(), 0.0);
    constexpr std::size_t few = 6;
    return heights.size() <= few ? all : balanced_height(heights, 0, all, std::max<std::size_t>(columns, 1));
}

}  // namespace grid
