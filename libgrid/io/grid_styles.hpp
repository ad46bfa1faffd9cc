#pragma once

// For the files of the library only: how QGIS draws a layer of grids by itself.

#include <string>
#include <vector>

namespace grid {

/// A file `.qml`: symbols, and labels where there are any.
[[nodiscard]] std::string qml_file(const std::string& body, bool has_labels);

/// Where a classified field says how far a grid is from the mean, and how its classes are called: seven, symmetric
/// about 0.
[[nodiscard]] std::string deviation_renderer(const std::string& field, const std::vector<std::string>& labels,
                                             double outline_scale);
/// Those labels in English.
[[nodiscard]] const std::vector<std::string>& deviation_labels();

/// The bounds between them: each belongs to the class below it.
[[nodiscard]] const std::vector<double>& deviation_bounds();

struct GridStyle {
    std::string name;
    std::string description;
    std::string qml;
};

/// The styles of a layer with the fields of gridify: by kind, in quiet colours by number, and by deviation. Nothing is
/// drawn that is too small to be seen: outlines and labels come where grids are wide enough for them, by their areas in
/// square metres, so that 160,000 grids are drawn in seconds; without areas, at all scales. `is_counted`: it has
/// households.
[[nodiscard]] std::vector<GridStyle> grid_styles(std::vector<double> areas_m2, bool is_counted);

}  // namespace grid
