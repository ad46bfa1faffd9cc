#pragma once

// For the files of this stage only: symbols and renderers as QGIS 3.22 writes them.

#include <string>
#include <vector>

namespace grid {

/// A class of a categorised renderer, and the layers of its symbol.
struct QgisCategory {
    std::string value;
    std::string label;
    std::string symbol_layers;
};

/// `rgba` is `red,green,blue,alpha` with numbers up to 255; widths and sizes are millimetres on paper.
[[nodiscard]] std::string fill_layer(const std::string& rgba, const std::string& outline_rgba, double outline_mm);

/// Hatching, where the expression is true.
[[nodiscard]] std::string hatch_layer(const std::string& rgba, const std::string& condition);

/// `dash` is solid, dash or dot.
[[nodiscard]] std::string line_layer(const std::string& rgba, double width_mm, const std::string& dash = "solid");

/// `type` of symbols is fill, line or marker.
[[nodiscard]] std::string single_renderer(const std::string& type, const std::string& symbol_layers);
[[nodiscard]] std::string category_renderer(const std::string& type, const std::string& field,
                                            const std::vector<QgisCategory>& categories);

}  // namespace grid
