#pragma once

// For the files of the library only: labels as QGIS 3.22 writes them.

#include <string>
#include <vector>

#include "libgrid/core/palette.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

struct LabelFormat {
    double size_pt = 8;
    palette::Rgb color = palette::label;
    bool is_bold = false;
    int placement = 4;  ///< 4: anywhere inside, upright; 1: over the middle
    int priority = 5;
    bool must_fit = true;  ///< in its polygon: what has no room is shown when one zooms in
};

/// An element `<labeling>`, drawn from 1:lowest_scale up; 0: at all scales.
[[nodiscard]] std::string labelling(const std::string& expression, const LabelFormat& format, double lowest_scale);

/// `1:scale` at which half of the grids with these areas are at least so wide on the map; 0: nobody knows.
[[nodiscard]] double scale_of_width(std::vector<double> areas_m2, double width_mm);

/// What the field `area_m2` says of the features, where there is such a field and it says something.
[[nodiscard]] std::vector<double> areas_m2(const FeatureTable& table);

/// How wide grids are from which on their outlines and their numbers have room.
inline constexpr double room_for_outline_mm = 1.2;
inline constexpr double room_for_label_mm = 6;

/// An expression: `name` and below it `figures`, two expressions, where a grid is wide enough on the map for them, else
/// its number, which is the end of its code. `area_m2` is an expression, too.
[[nodiscard]] std::string label_that_fits(const std::string& name, const std::string& figures,
                                          const std::string& area_m2);

/// The name of a grid, or its code where it has none.
inline constexpr const char* grid_name_expression = R"(coalesce(nullif("grid_name", ''), "grid_code"))";

}  // namespace grid
