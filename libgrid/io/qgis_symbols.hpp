#pragma once

// For the files of the library only: symbols and renderers as QGIS 3.22 writes them.

#include <string>
#include <vector>

#include "libgrid/core/palette.hpp"

namespace grid {

/// A class of a categorised renderer, and the layers of its symbol.
struct QgisCategory {
    std::string value;
    std::string label;
    std::string symbol_layers;
};

/// A class of a graduated renderer: values from `lower` to `upper`.
struct QgisRange {
    double lower = 0;
    double upper = 0;
    std::string label;
    std::string symbol_layers;
};

/// A rule of a renderer: the features of the filter (an expression; empty: all) between 1:`lowest_scale` and
/// 1:`highest_scale`, 0 for no limit. Without symbol layers, it holds for the rules in it.
struct QgisRule {
    std::string label;
    std::string filter{};
    double lowest_scale = 0;
    double highest_scale = 0;
    std::string symbol_layers{};
};

/// `red,green,blue,alpha` of a colour.
[[nodiscard]] std::string rgba_text(palette::Rgb color, int alpha = 255);

/// A property of a symbol layer and the expression that it follows.
struct QgisOverride {
    std::string property;
    std::string expression;
};

/// `rgba` is `red,green,blue,alpha` with numbers up to 255; widths and sizes are millimetres on paper.
[[nodiscard]] std::string fill_layer(const std::string& rgba, const std::string& outline_rgba, double outline_mm,
                                     const std::vector<QgisOverride>& overrides = {});
/// The same without an outline.
[[nodiscard]] std::string bare_fill_layer(const std::string& rgba);

/// Hatching, where the expression is true.
[[nodiscard]] std::string hatch_layer(const std::string& rgba, const std::string& condition);

/// `dash` is solid, dash or dot.
[[nodiscard]] std::string line_layer(const std::string& rgba, double width_mm, const std::string& dash = "solid");

/// `type` of symbols is fill, line or marker.
[[nodiscard]] std::string single_renderer(const std::string& type, const std::string& symbol_layers);
[[nodiscard]] std::string category_renderer(const std::string& type, const std::string& field,
                                            const std::vector<QgisCategory>& categories);
[[nodiscard]] std::string range_renderer(const std::string& field, const std::vector<QgisRange>& ranges);
[[nodiscard]] std::string rule_renderer(const std::string& type, const std::vector<QgisRule>& rules);

}  // namespace grid
