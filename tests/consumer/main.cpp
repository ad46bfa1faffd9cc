#include <iostream>

#include "libgrid/core/error.hpp"

int main() {
    const grid::Place place{"units.shp", "units", 3, grid::Point{9.5, 47.25}};
    std::cout << grid::describe(place).english() << '\n';
}
