#include "libgrid/io/grid_styles.hpp"

#include <fmt/format.h>

#include "libgrid/core/palette.hpp"
#include "libgrid/io/qgis_labels.hpp"
#include "libgrid/io/qgis_symbols.hpp"

namespace grid {

namespace {

constexpr double outline_mm = 0.2;

std::string by_kind(double outline_scale) {
    // Codes run on from grid to grid and from unit to unit, so grids beside each other nearly always differ in what is
    // left of them. A project has a colour for each grid, such that they always do.
    std::string colors;
    constexpr std::size_t count = 7;
    for (std::size_t i = 0; i < count; ++i)
        colors += fmt::format("{}'#{:06x}'", i > 0 ? ", " : "", palette::neighbours[i]);
    const QgisOverride color{"fillColor",
                             fmt::format("array_get(array({}), to_int(right(\"grid_code\", 6)) % {})", colors, count)};
    const std::string border = rgba_text(palette::border);
    const std::string general = fill_layer(rgba_text(palette::neighbours.front()), border, outline_mm, {color});
    const std::string dedicated = fill_layer(rgba_text(palette::dedicated), border, outline_mm) +
                                  hatch_layer(rgba_text(palette::border, 110), "true");
    std::vector<QgisRule> rules;
    if (outline_scale > 0)
        rules.push_back({.label = "grids",
                         .highest_scale = outline_scale,
                         .symbol_layers = bare_fill_layer(rgba_text(palette::neighbours[2]))});
    constexpr const char* is_dedicated = "\"kind\" = 'dedicated'";
    rules.push_back({.label = "general",
                     .filter = fmt::format("not coalesce({}, false)", is_dedicated),
                     .lowest_scale = outline_scale,
                     .symbol_layers = general});
    rules.push_back(
        {.label = "dedicated", .filter = is_dedicated, .lowest_scale = outline_scale, .symbol_layers = dedicated});
    return rule_renderer("fill", rules);
}

}  // namespace

std::string qml_file(const std::string& body, bool has_labels) {
    return fmt::format(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        "<qgis version=\"3.22.0\" styleCategories=\"Symbology{}\"{}>\n{}<blendMode>0</blendMode>\n</qgis>\n",
        has_labels ? "|Labeling" : "", has_labels ? " labelsEnabled=\"1\"" : "", body);
}

const std::vector<std::string>& deviation_labels() {
    static const std::vector<std::string> labels{"more than 25 % below the mean",
                                                 "10 to 25 % below",
                                                 "5 to 10 % below",
                                                 "within 5 %",
                                                 "5 to 10 % above",
                                                 "10 to 25 % above",
                                                 "more than 25 % above the mean"};
    return labels;
}

const std::vector<double>& deviation_bounds() {
    static const std::vector<double> bounds{-0.25, -0.1, -0.05, 0.05, 0.1, 0.25};
    return bounds;
}

std::string deviation_renderer(const std::string& field, const std::vector<std::string>& labels, double outline_scale) {
    constexpr double all = 1e6;
    const std::vector<double>& bounds = deviation_bounds();
    std::vector<QgisOverride> where_seen;
    if (outline_scale > 0)
        where_seen.push_back({"outlineStyle", fmt::format("if(@map_scale > {}, 'no', 'solid')", outline_scale)});
    std::vector<QgisRange> ranges;
    const std::string border = rgba_text(palette::border);
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        ranges.push_back({i > 0 ? bounds[i - 1] : -all, i < bounds.size() ? bounds[i] : all, labels[i],
                          fill_layer(rgba_text(palette::deviation[i]), border, outline_mm, where_seen)});
    }
    return range_renderer(field, ranges);
}

std::vector<GridStyle> grid_styles(std::vector<double> areas_m2, bool is_counted) {
    const char* const area = areas_m2.empty() ? "$area" : "\"area_m2\"";
    const double outline_scale = scale_of_width(areas_m2, room_for_outline_mm);
    const double label_scale = scale_of_width(std::move(areas_m2), room_for_label_mm);
    const char* const figures = is_counted ? R"(format_number("households", 0))" : "''";
    const std::string labels = labelling(label_that_fits(grid_name_expression, figures, area), {}, label_scale);
    std::vector<GridStyle> styles{{"grids",
                                   is_counted ? "Grids by kind, labelled with name and households" : "Grids by kind",
                                   qml_file(by_kind(outline_scale) + labels, true)}};
    if (is_counted) {
        styles.push_back({"balance", "Grids by their deviation from the mean number of households",
                          qml_file(deviation_renderer("dev_hh", deviation_labels(), outline_scale) + labels, true)});
    }
    return styles;
}

}  // namespace grid
