#include "libgrid/io/qgis_labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libgrid/io/qgis_symbols.hpp"
#include "libgrid/io/xml.hpp"

namespace grid {

std::string labelling(const std::string& expression, const LabelFormat& format, double lowest_scale) {
    return fmt::format(
        "<labeling type=\"simple\">\n<settings calloutType=\"simple\">\n"
        "<text-style fieldName=\"{}\" isExpression=\"1\" allowHtml=\"0\" fontFamily=\"Sans\" fontSize=\"{}\" "
        "fontSizeUnit=\"Point\" fontWeight=\"{}\" namedStyle=\"{}\" textColor=\"{}\" multilineHeight=\"1\">\n"
        "<text-buffer bufferDraw=\"1\" bufferSize=\"0.7\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,220\" "
        "bufferOpacity=\"1\" bufferJoinStyle=\"128\"/>\n</text-style>\n"
        "<text-format multilineAlign=\"1\" autoWrapLength=\"0\"/>\n"
        "<placement placement=\"{}\" centroidInside=\"1\" centroidWhole=\"1\" priority=\"{}\" "
        "fitInPolygonOnly=\"{}\"/>\n"
        "<rendering scaleVisibility=\"{}\" scaleMin=\"1\" scaleMax=\"{}\" obstacle=\"0\" drawLabels=\"1\" "
        "fontMinPixelSize=\"3\" fontMaxPixelSize=\"10000\"/>\n</settings>\n</labeling>\n",
        io::xml_attribute(expression), format.size_pt, format.is_bold ? 75 : 57, format.is_bold ? "Bold" : "Medium",
        rgba_text(format.color), format.placement, format.priority, format.must_fit ? 1 : 0, lowest_scale > 0 ? 1 : 0,
        lowest_scale);
}

std::vector<double> areas_m2(const FeatureTable& table) {
    const auto field = table.find("area_m2");
    std::vector<double> areas;
    for (const Feature& feature : table.features) {
        const double* const area = field ? std::get_if<double>(&feature.values[*field]) : nullptr;
        if (area != nullptr) areas.push_back(*area);
    }
    return areas;
}

double scale_of_width(std::vector<double> areas_m2, double width_mm) {
    std::erase_if(areas_m2, [](double area) { return !std::isfinite(area) || area <= 0; });
    if (areas_m2.empty()) return 0;
    const auto middle = areas_m2.begin() + static_cast<std::ptrdiff_t>(areas_m2.size() / 2);
    std::ranges::nth_element(areas_m2, middle);
    constexpr double mm_in_m = 1000;
    const double scale = std::sqrt(std::max(*middle, 1.0)) * mm_in_m / width_mm;
    // Two digits are enough.
    const double step = std::pow(10, std::floor(std::log10(scale)) - 1);
    return std::ceil(scale / step) * step;
}

std::string label_that_fits(const std::string& name, const std::string& figures, const std::string& area_m2) {
    // Letters of 8 points are at most 2 mm wide, Chinese ones twice that; a grid is about as wide as it is high.
    const std::string width_mm = fmt::format("2 * (length({0}) + length(regexp_replace({0}, '[ -~]', '')))", name);
    const std::string number = R"(regexp_replace(right("grid_code", 3), '^0+(?=.)', ''))";
    return fmt::format("if({} < 1000 * sqrt({}) / @map_scale, concat({}, '\\n', {}), {})", width_mm, area_m2, name,
                       figures, number);
}

}  // namespace grid
