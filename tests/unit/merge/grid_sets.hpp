#pragma once

#include <string>
#include <utility>
#include <vector>

#include "libgrid/io/crs.hpp"
#include "libgrid/merge/grid_set.hpp"

namespace grid::test {

inline constexpr double west = 520000;
inline constexpr double south = 3385000;

inline Ring ring(std::vector<Point> points) {
    for (Point& p : points)
        p = {west + p.x, south + p.y};
    points.push_back(points.front());
    return points;
}

/// Rings as (input, ring), each a unit and a grid of its own, with 100 households.
inline GridSet set_of(const std::vector<std::pair<int, Ring>>& grids) {
    GridSet set;
    set.crs_wkt = crs_to_wkt("EPSG:4547");
    set.inputs = {{"a.gpkg", "grids"}, {"b.gpkg", "grids"}};
    for (const auto& [input, shell] : grids) {
        const auto n = static_cast<std::int64_t>(set.size());
        GridRow row;
        row.code = "u" + std::to_string(n) + "001";
        row.unit_code = "u" + std::to_string(n);
        row.households = 100;
        set.rows.push_back(std::move(row));
        set.geometry.push_back({{shell, {}}});
        set.origins.push_back({input, n + 1});
        set.stale.push_back(0);
    }
    return set;
}

}  // namespace grid::test
