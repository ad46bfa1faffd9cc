#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libgrid/core/palette.hpp"
#include "libgrid/io/qgis_symbols.hpp"
#include "libgrid/io/xml.hpp"
#include "libgrid/view/qgis/parts.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

/// A place on the sheet, in millimetres.
struct SheetPlace {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

constexpr SheetPlace sheet{0, 0, 297, 210};
constexpr SheetPlace head{12, 9, 273, 10};
constexpr SheetPlace map{12, 22, 196, 176};
constexpr SheetPlace legend{212, 22, 73, 80};
constexpr SheetPlace bar{16, 182, 60, 12};
constexpr SheetPlace table{212, 106, 73, 92};

/// The numbers by which QGIS tells the kinds of items.
enum Kind {
    page = 65638,
    picture_of_map = 65639,
    label = 65641,
    legend_of_map = 65642,
    scale_bar = 65646,
    frame = 65647
};

std::string item(Kind kind, const char* id, const SheetPlace& place, const std::string& attributes,
                 const std::string& inner) {
    return fmt::format(
        "<LayoutItem type=\"{0}\" uuid=\"{{{1}}}\" templateUuid=\"{{{1}}}\" id=\"{1}\" position=\"{2},{3},mm\" "
        "positionOnPage=\"{2},{3},mm\" size=\"{4},{5},mm\" referencePoint=\"0\" visibility=\"1\" opacity=\"1\" "
        "itemRotation=\"0\" blendMode=\"0\" excludeFromExports=\"0\" positionLock=\"false\" outlineWidthM=\"0.2,mm\" "
        "{6}>\n{7}</LayoutItem>\n",
        static_cast<int>(kind), id, place.x, place.y, place.width, place.height, attributes, inner);
}

std::string font(double points, bool is_bold) {
    return fmt::format("Sans,{},-1,5,{},0,0,0,0,0", points, is_bold ? 75 : 50);
}

std::string text_format(double points, bool is_bold) {
    return fmt::format(
        "<text-style fontFamily=\"Sans\" fontSize=\"{}\" fontSizeUnit=\"Point\" fontWeight=\"{}\" "
        "namedStyle=\"{}\" textColor=\"{}\" textOpacity=\"1\"/>\n",
        points, is_bold ? 75 : 50, is_bold ? "Bold" : "", rgba_text(palette::label));
}

/// What the map shows, in the proportions of its frame.
Box framed(Box box) {
    const double width = std::max({box.max_x - box.min_x, (box.max_y - box.min_y) * map.width / map.height, 1e-6});
    const double height = width * map.height / map.width;
    const Point middle{(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2};
    return {middle.x - width / 2, middle.y - height / 2, middle.x + width / 2, middle.y + height / 2};
}

/// 1, 2 or 5 with zeros, not above the value.
double round_step(double value) {
    const double power = std::pow(10, std::floor(std::log10(value)));
    const double digit = value / power;
    return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

std::string scale_bar_item(const Box& shown, double metres) {
    const double step_m = round_step(std::max((shown.max_x - shown.min_x) * metres / 10, 1e-3));
    const bool in_km = step_m >= 1000;
    const std::string attributes = fmt::format(
        "mapUuid=\"{{map}}\" style=\"Single Box\" unitType=\"{}\" unitLabel=\"{}\" numMapUnitsPerScaleBarUnit=\"1\" "
        "numUnitsPerSegment=\"{}\" numSegments=\"2\" numSegmentsLeft=\"0\" numSubdivisions=\"1\" height=\"2\" "
        "subdivisionsHeight=\"1\" labelBarSpace=\"1\" boxContentSpace=\"1\" segmentSizeMode=\"0\" alignment=\"0\" "
        "frame=\"false\" background=\"false\" outlineWidth=\"0.2\"",
        in_km ? "km" : "meters", in_km ? "km" : "m", in_km ? step_m / 1000 : step_m);
    return item(scale_bar, "scale", bar, attributes, text_format(8, false));
}

std::string legend_item() {
    std::string styles;
    for (const auto& [name, size] : {std::pair{"title", 10.0}, {"group", 9.0}, {"subgroup", 9.0}, {"symbolLabel", 8.0}})
        styles += fmt::format(
            "<style name=\"{}\" alignment=\"1\" indent=\"0\" marginTop=\"1.5\" marginLeft=\"2\">"
            "<styleFont style=\"\" description=\"{}\"/></style>\n",
            name, font(size, size > 8));
    return item(legend_of_map, "legend", legend,
                "map_uuid=\"{map}\" title=\"\" legendFilterByMap=\"1\" resizeToContents=\"0\" symbolWidth=\"5\" "
                "symbolHeight=\"3\" "
                "boxSpace=\"0\" columnCount=\"1\" symbolAlignment=\"1\" frame=\"false\" background=\"false\"",
                "<styles>\n" + styles + "</styles>\n");
}

/// The units where there are several, else the grids.
std::string table_frame(const std::vector<QgisLayer>& layers, Language language) {
    auto of = std::ranges::find(layers, "units", &QgisLayer::table);
    const bool is_units = of != layers.end();
    if (!is_units) of = std::ranges::find(layers, "grids", &QgisLayer::table);
    if (of == layers.end()) return {};
    std::string columns;
    const std::string name = is_units ? R"("unit_name")" : of->display;
    const auto add = [&columns](const std::string& expression, const std::string& heading, bool is_number) {
        columns += fmt::format(
            "<column attribute=\"{}\" heading=\"{}\" hAlignment=\"{}\" vAlignment=\"128\" width=\"0\" "
            "sortOrder=\"0\" sortByRank=\"0\"><backgroundColor red=\"0\" green=\"0\" blue=\"0\" "
            "alpha=\"0\"/></column>\n",
            io::xml_attribute(expression), io::xml_attribute(heading), is_number ? 2 : 1);
    };
    add(name, is_units ? qgis_text("Unit", language) : qgis_text("Grid", language), false);
    if (is_units) add(R"("grids")", qgis_text("Grids", language), true);
    add(R"(format_number("households", 0))", qgis_text("Households", language), true);
    if (!is_units) add(R"(concat(to_int(round(100 * "dev_hh")), ' %'))", "±", true);
    const std::string frame_item =
        item(frame, "rows", table,
             fmt::format("multiFrame=\"{{table}}\" multiFrameTemplateUuid=\"{{table}}\" sectionX=\"0\" sectionY=\"0\" "
                         "sectionWidth=\"{}\" sectionHeight=\"{}\" hidePageIfEmpty=\"0\" hideBackgroundIfEmpty=\"0\" "
                         "frame=\"false\" background=\"false\"",
                         table.width, table.height),
             {});
    return frame_item +
           fmt::format(
               "<LayoutMultiFrame type=\"65649\" uuid=\"{{table}}\" templateUuid=\"{{table}}\" source=\"0\" "
               "vectorLayer=\"{}\" maxFeatures=\"{}\" resizeMode=\"0\" showGrid=\"1\" horizontalGrid=\"1\" "
               "verticalGrid=\"0\" gridStrokeWidth=\"0.15\" gridColor=\"{}\" cellMargin=\"0.8\" "
               "headerMode=\"0\" headerHAlignment=\"0\" wrapBehavior=\"0\" emptyTableMode=\"0\" "
               "showEmptyRows=\"0\" backgroundColor=\"255,255,255,0\" filterFeatures=\"false\" "
               "showOnlyVisibleFeatures=\"0\" showUniqueRowsOnly=\"0\" filterToAtlasIntersection=\"0\">\n"
               "<childFrame uuid=\"{{rows}}\" templateUuid=\"{{rows}}\"/>\n"
               "<headerTextFormat>{}</headerTextFormat>\n<contentTextFormat>{}</contentTextFormat>\n"
               "<displayColumns>\n{}</displayColumns>\n</LayoutMultiFrame>\n",
               qgis_id(*of), 18, rgba_text(palette::dedicated), text_format(7.5, true), text_format(7.5, false),
               columns);
}

}  // namespace

std::string layout_element(const std::vector<QgisLayer>& layers, const std::string& title, const std::string& theme,
                           const Box& extent, double metres, Language language) {
    if (extent.empty()) return {};
    const Box shown = framed(extent);
    std::string out =
        fmt::format("<Layouts>\n<Layout name=\"{}\" printResolution=\"300\" units=\"mm\">\n<PageCollection>\n",
                    io::xml_attribute(qgis_text("Map", language)));
    out += item(page, "sheet", sheet, R"(frame="false" background="true")", {}) + "</PageCollection>\n";
    out += item(label, "title", head,
                fmt::format("labelText=\"{}\" htmlState=\"0\" halign=\"1\" valign=\"128\" marginX=\"0\" marginY=\"0\" "
                            "frame=\"false\" background=\"false\"",
                            io::xml_attribute(title)),
                fmt::format("<LabelFont style=\"\" description=\"{}\"/>\n", font(16, true)));
    out += item(picture_of_map, "map", map,
                fmt::format("followPreset=\"true\" followPresetName=\"{}\" keepLayerSet=\"false\" mapRotation=\"0\" "
                            "drawCanvasItems=\"false\" frame=\"true\" background=\"true\"",
                            io::xml_attribute(theme)),
                fmt::format("<Extent xmin=\"{}\" ymin=\"{}\" xmax=\"{}\" ymax=\"{}\"/>\n<LayerSet/>\n", shown.min_x,
                            shown.min_y, shown.max_x, shown.max_y));
    out += legend_item() + scale_bar_item(shown, metres) + table_frame(layers, language);
    return out + "</Layout>\n</Layouts>\n";
}

}  // namespace grid
