#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid::test {

inline constexpr double cell_m = 100;

inline Polygon rectangle(double x, double y, double width, double height) {
    return {{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}}, {}};
}

/// Squares of 100 m, row by row from the south-west.
inline std::vector<MultiPolygon> lattice(int columns, int rows) {
    std::vector<MultiPolygon> squares;
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column)
            squares.push_back({rectangle(cell_m * column, cell_m * row, cell_m, cell_m)});
    }
    return squares;
}

/// A hub of so many corners, number 0, and as many sectors around it.
inline std::vector<MultiPolygon> wheel(int sectors) {
    const auto at = [sectors](int i, double radius) {
        const double angle = 2 * std::numbers::pi * (i % sectors) / sectors;
        return Point{radius * std::cos(angle), radius * std::sin(angle)};
    };
    std::vector<MultiPolygon> shapes{{Polygon{}}};
    Ring& hub = shapes.front().front().shell;
    for (int i = 0; i <= sectors; ++i)
        hub.push_back(at(i, 100));
    for (int i = 0; i < sectors; ++i)
        shapes.push_back({Polygon{{at(i, 100), at(i, 200), at(i + 1, 200), at(i + 1, 100), at(i, 100)}, {}}});
    return shapes;
}

}  // namespace grid::test
