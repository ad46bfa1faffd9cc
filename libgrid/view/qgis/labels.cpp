#include <fmt/format.h>

#include "libgrid/io/qgis_labels.hpp"
#include "libgrid/io/qgis_symbols.hpp"
#include "libgrid/io/styles.hpp"
#include "libgrid/view/qgis/layers.hpp"

namespace grid {

namespace {

const LabelFormat unit_label{
    .size_pt = 11, .color = palette::boundary, .is_bold = true, .placement = 1, .priority = 8, .must_fit = false};

}  // namespace

QgisStyle outlines_style(const std::string& label_field, double label_scale) {
    QgisStyle style = style_of_file(io::boundaries_style, Language::en);
    if (label_field.empty()) return style;
    style.has_labels = true;
    style.body += labelling(quoted_field(label_field), unit_label, label_scale);
    return style;
}

QgisStyle units_style(const std::string& colour_field, double overview_scale, bool has_outlines, double label_scale) {
    std::vector<QgisRule> rules;
    if (overview_scale > 0) {
        std::string colors;
        for (const palette::Rgb color : palette::neighbours)
            colors += fmt::format("{}'#{:06x}'", colors.empty() ? "" : ", ", color);
        const QgisOverride color{"fillColor", fmt::format("array_get(array({}), (\"{}\" - 1) % {})", colors,
                                                          colour_field, palette::neighbours.size())};
        rules.push_back({.label = {},
                         .highest_scale = overview_scale,
                         .symbol_layers = fill_layer(rgba_text(palette::neighbours.front()),
                                                     rgba_text(palette::boundary), 0.2, {color})});
    }
    if (has_outlines) {
        rules.push_back(
            {.label = {},
             .lowest_scale = overview_scale,
             .symbol_layers = line_layer("255,255,255,140", 1.3) + line_layer(rgba_text(palette::boundary), 0.6)});
    }
    QgisStyle style;
    style.body = rule_renderer("fill", rules) + labelling(R"("unit_name")", unit_label, label_scale);
    style.has_labels = true;
    return style;
}

std::string quoted_field(const std::string& name) {
    std::string quoted = "\"";
    for (const char c : name)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

}  // namespace grid
