#include <fmt/format.h>

#include <optional>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/palette.hpp"
#include "libgrid/io/grid_styles.hpp"
#include "libgrid/io/qgis_labels.hpp"
#include "libgrid/io/write.hpp"
#include "libgrid/io/xml.hpp"
#include "libgrid/view/plan.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

/// A server draws by the fields of the layer that it has, and nobody reckons there what is missing.
void check_fields(const SourceRef& ref) {
    const Source source = Source::open(ref);
    for (const char* field : {"dev_hh", "households"}) {
        if (source.find_field({}, {field}, "")) continue;
        throw ConfigError(msg("an SLD colours grids by the field '{}', which the layer lacks", field), source.place(),
                          msg("write the layer with gridify, gridmerge or gridcheck --recount first"));
    }
}

std::string comparison(const char* name, const std::string& field, double value) {
    return fmt::format("<ogc:{0}><ogc:PropertyName>{1}</ogc:PropertyName><ogc:Literal>{2}</ogc:Literal></ogc:{0}>",
                       name, io::xml_text(field), value);
}

/// Values above `lower` and up to `upper`, as the classes of a graduated renderer.
std::string filter_of(const std::string& field, std::optional<double> lower, std::optional<double> upper) {
    const std::string above = lower ? comparison("PropertyIsGreaterThan", field, *lower) : "";
    const std::string up_to = upper ? comparison("PropertyIsLessThanOrEqualTo", field, *upper) : "";
    return "<ogc:Filter>" + (lower && upper ? "<ogc:And>" + above + up_to + "</ogc:And>" : above + up_to) +
           "</ogc:Filter>\n";
}

/// `lowest` and `highest` are denominators; 0: no limit.
std::string scales(double lowest, double highest) {
    std::string out;
    if (highest > 0) out += fmt::format("<MinScaleDenominator>{}</MinScaleDenominator>\n", highest);
    if (lowest > 0) out += fmt::format("<MaxScaleDenominator>{}</MaxScaleDenominator>\n", lowest);
    return out;
}

std::string parameter(const char* name, const std::string& value) {
    return fmt::format("<CssParameter name=\"{}\">{}</CssParameter>", name, value);
}

std::string css(palette::Rgb color) {
    return fmt::format("#{:06x}", color);
}

std::string polygon(palette::Rgb fill, bool has_outline) {
    // A fifth of a millimetre, in pixels of 0.28 mm.
    constexpr double outline_px = 0.7;
    std::string out = "<PolygonSymbolizer><Fill>" + parameter("fill", css(fill)) + "</Fill>";
    if (has_outline) {
        out += "<Stroke>" + parameter("stroke", css(palette::border)) +
               parameter("stroke-width", fmt::format("{}", outline_px)) + parameter("stroke-linejoin", "round") +
               "</Stroke>";
    }
    return out + "</PolygonSymbolizer>\n";
}

std::string label_rule(double lowest_scale) {
    return "<Rule>\n<Name>households</Name>\n" + scales(lowest_scale, 0) +
           "<TextSymbolizer><Label><ogc:PropertyName>households</ogc:PropertyName></Label><Font>" +
           parameter("font-family", "SansSerif") + parameter("font-size", "11") +
           "</Font><LabelPlacement><PointPlacement><AnchorPoint><AnchorPointX>0.5</AnchorPointX>"
           "<AnchorPointY>0.5</AnchorPointY></AnchorPoint></PointPlacement></LabelPlacement>"
           "<Halo><Radius>1.5</Radius><Fill>" +
           parameter("fill", "#ffffff") + "</Fill></Halo><Fill>" + parameter("fill", css(palette::label)) +
           "</Fill></TextSymbolizer>\n</Rule>\n";
}

std::string class_rules(Language language, double outline_scale) {
    const std::vector<double>& bounds = deviation_bounds();
    std::string rules;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        const auto lower = i > 0 ? std::optional(bounds[i - 1]) : std::nullopt;
        const auto upper = i < bounds.size() ? std::optional(bounds[i]) : std::nullopt;
        const std::string filter = filter_of("dev_hh", lower, upper);
        const std::string title = io::xml_text(qgis_text(deviation_labels()[i], language));
        const auto add = [&](const char* suffix, double lowest, double highest, bool has_outline) {
            rules += fmt::format("<Rule>\n<Name>class_{}{}</Name>\n<Title>{}</Title>\n", i + 1, suffix, title) +
                     filter + scales(lowest, highest) + polygon(palette::deviation[i], has_outline) + "</Rule>\n";
        };
        if (outline_scale > 0) add("_far", 0, outline_scale, false);
        add("", outline_scale, 0, true);
    }
    return rules;
}

}  // namespace

std::vector<std::string> write_sld(const Plan& plan, const ViewRequest& request) {
    check_fields(request.grids);
    std::vector<double> areas;
    for (const GridRow& grid : plan.layer.grids)
        areas.push_back(grid.area_m2);
    const double outline_scale = scale_of_width(areas, room_for_outline_mm);
    const double label_scale = scale_of_width(areas, room_for_label_mm);
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\" "
        "xmlns:ogc=\"http://www.opengis.net/ogc\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<NamedLayer>\n<Name>grids</Name>\n<UserStyle>\n";
    text += fmt::format("<Title>{}</Title>\n<FeatureTypeStyle>\n", io::xml_text(plan.title));
    text += class_rules(request.language, outline_scale) + label_rule(label_scale);
    text += "</FeatureTypeStyle>\n</UserStyle>\n</NamedLayer>\n</StyledLayerDescriptor>\n";
    write_text(request.path, text, request.overwrite);
    return {request.path};
}

}  // namespace grid
