#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libgrid/io/styles.hpp"
#include "libgrid/io/xml.hpp"
#include "libgrid/view/qgis/layers.hpp"

namespace grid {

namespace {

struct LabelFormat {
    double size_pt = 7.5;
    const char* rgba = "20,20,20,255";
    bool is_bold = false;
    int placement = 4;  ///< 4: anywhere inside, upright; 1: over the middle
    int priority = 5;
    bool must_fit = true;  ///< in its polygon: what has no room is shown when one zooms in
};

std::string labelling(const std::string& expression, const LabelFormat& format, double lowest_scale) {
    return fmt::format(
        "<labeling type=\"simple\">\n<settings calloutType=\"simple\">\n"
        "<text-style fieldName=\"{}\" isExpression=\"1\" allowHtml=\"0\" fontFamily=\"Sans\" fontSize=\"{}\" "
        "fontSizeUnit=\"Point\" fontWeight=\"{}\" namedStyle=\"{}\" textColor=\"{}\" multilineHeight=\"1\">\n"
        "<text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,230\" "
        "bufferOpacity=\"1\" bufferJoinStyle=\"128\"/>\n</text-style>\n"
        "<text-format multilineAlign=\"1\" autoWrapLength=\"0\"/>\n"
        "<placement placement=\"{}\" centroidInside=\"1\" centroidWhole=\"1\" priority=\"{}\" "
        "fitInPolygonOnly=\"{}\"/>\n"
        "<rendering scaleVisibility=\"{}\" scaleMin=\"1\" scaleMax=\"{}\" obstacle=\"0\" drawLabels=\"1\" "
        "fontMinPixelSize=\"3\" fontMaxPixelSize=\"10000\"/>\n</settings>\n</labeling>\n",
        io::xml_attribute(expression), format.size_pt, format.is_bold ? 75 : 50, format.is_bold ? "Bold" : "",
        format.rgba, format.placement, format.priority, format.must_fit ? 1 : 0, lowest_scale > 0 ? 1 : 0,
        lowest_scale);
}

}  // namespace

std::string grid_labels(const std::string& expression, double lowest_scale) {
    return labelling(expression, {}, lowest_scale);
}

QgisStyle outlines_style(const std::string& label_field) {
    QgisStyle style = style_of_file(io::boundaries_style, Language::en);
    if (label_field.empty()) return style;
    style.has_labels = true;
    const LabelFormat format{
        .size_pt = 11, .rgba = "84,39,143,255", .is_bold = true, .placement = 1, .priority = 8, .must_fit = false};
    style.body += labelling(quoted_field(label_field), format, 0);
    return style;
}

std::string quoted_field(const std::string& name) {
    std::string quoted = "\"";
    for (const char c : name)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

double scale_of_width(const std::vector<GridRow>& grids, double width_mm) {
    if (grids.empty()) return 0;
    std::vector<double> areas;
    areas.reserve(grids.size());
    for (const GridRow& grid : grids)
        areas.push_back(std::isfinite(grid.area_m2) ? grid.area_m2 : 0);
    const auto middle = areas.begin() + static_cast<std::ptrdiff_t>(areas.size() / 2);
    std::ranges::nth_element(areas, middle);
    constexpr double mm_in_m = 1000;
    const double scale = std::sqrt(std::max(*middle, 1.0)) * mm_in_m / width_mm;
    // Two digits are enough.
    const double step = std::pow(10, std::floor(std::log10(scale)) - 1);
    return std::ceil(scale / step) * step;
}

}  // namespace grid
