#include "libgrid/io/qgis_symbols.hpp"

#include <fmt/format.h>

#include <utility>

#include "libgrid/io/xml.hpp"

namespace grid {

namespace {

using Properties = std::vector<std::pair<const char*, std::string>>;

std::string symbol_layer(const char* type, const Properties& properties, const std::string& inner = {}) {
    std::string out = fmt::format(R"(<layer class="{}" enabled="1" locked="0" pass="0"><Option type="Map">)", type);
    for (const auto& [name, value] : properties)
        out += fmt::format(R"(<Option name="{}" type="QString" value="{}"/>)", name, io::xml_attribute(value));
    return out + "</Option>" + inner + "</layer>\n";
}

std::string overridden(const std::vector<QgisOverride>& overrides) {
    if (overrides.empty()) return {};
    std::string properties;
    for (const QgisOverride& one : overrides) {
        properties += fmt::format(
            "<Option name=\"{}\" type=\"Map\"><Option name=\"active\" type=\"bool\" value=\"true\"/>"
            "<Option name=\"expression\" type=\"QString\" value=\"{}\"/>"
            "<Option name=\"type\" type=\"int\" value=\"3\"/></Option>",
            one.property, io::xml_attribute(one.expression));
    }
    return "<data_defined_properties><Option type=\"Map\"><Option name=\"name\" type=\"QString\" value=\"\"/>"
           "<Option name=\"properties\" type=\"Map\">" +
           properties +
           "</Option><Option name=\"type\" type=\"QString\" value=\"collection\"/></Option>"
           "</data_defined_properties>";
}

std::string symbol(const std::string& type, const std::string& name, const std::string& layers) {
    return fmt::format(
        "<symbol type=\"{}\" name=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n{}</symbol>\n", type, name,
        layers);
}

std::string renderer(const std::string& attributes, const std::string& inner) {
    return fmt::format("<renderer-v2 {} symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\n{}</renderer-v2>\n",
                       attributes, inner);
}

}  // namespace

std::string rgba_text(palette::Rgb color, int alpha) {
    return fmt::format("{},{},{},{}", color >> 16U & 0xffU, color >> 8U & 0xffU, color & 0xffU, alpha);
}

std::string fill_layer(const std::string& rgba, const std::string& outline_rgba, double outline_mm,
                       const std::vector<QgisOverride>& overrides) {
    return symbol_layer("SimpleFill",
                        {{"color", rgba},
                         {"style", "solid"},
                         {"outline_color", outline_rgba},
                         {"outline_style", "solid"},
                         {"outline_width", fmt::format("{}", outline_mm)},
                         {"outline_width_unit", "MM"},
                         {"joinstyle", "round"}},
                        overridden(overrides));
}

std::string bare_fill_layer(const std::string& rgba) {
    return symbol_layer("SimpleFill", {{"color", rgba}, {"style", "solid"}, {"outline_style", "no"}});
}

std::string hatch_layer(const std::string& rgba, const std::string& condition) {
    const Properties lines{{"angle", "45"}, {"distance", "1.8"},    {"distance_unit", "MM"},
                           {"color", rgba}, {"line_width", "0.25"}, {"line_width_unit", "MM"}};
    return symbol_layer("LinePatternFill", lines,
                        symbol("line", "@hatch", line_layer(rgba, 0.25)) + overridden({{"enabled", condition}}));
}

std::string line_layer(const std::string& rgba, double width_mm, const std::string& dash) {
    return symbol_layer("SimpleLine", {{"line_color", rgba},
                                       {"line_style", dash},
                                       {"line_width", fmt::format("{}", width_mm)},
                                       {"line_width_unit", "MM"},
                                       {"capstyle", dash == "solid" ? "round" : "flat"},
                                       {"joinstyle", "round"}});
}

std::string single_renderer(const std::string& type, const std::string& symbol_layers) {
    return renderer("type=\"singleSymbol\"",
                    fmt::format("<symbols>\n{}</symbols>\n", symbol(type, "0", symbol_layers)));
}

std::string category_renderer(const std::string& type, const std::string& field,
                              const std::vector<QgisCategory>& categories) {
    std::string classes;
    std::string symbols;
    for (const QgisCategory& category : categories) {
        const std::string name = fmt::format("{}", &category - categories.data());
        classes += fmt::format("<category symbol=\"{}\" value=\"{}\" label=\"{}\" render=\"true\"/>\n", name,
                               io::xml_attribute(category.value), io::xml_attribute(category.label));
        symbols += symbol(type, name, category.symbol_layers);
    }
    return renderer(fmt::format(R"(type="categorizedSymbol" attr="{}")", io::xml_attribute(field)),
                    fmt::format("<categories>\n{}</categories>\n<symbols>\n{}</symbols>\n", classes, symbols));
}

std::string range_renderer(const std::string& field, const std::vector<QgisRange>& ranges) {
    std::string classes;
    std::string symbols;
    for (const QgisRange& range : ranges) {
        const std::string name = fmt::format("{}", &range - ranges.data());
        classes += fmt::format("<range symbol=\"{}\" lower=\"{}\" upper=\"{}\" label=\"{}\" render=\"true\"/>\n", name,
                               range.lower, range.upper, io::xml_attribute(range.label));
        symbols += symbol("fill", name, range.symbol_layers);
    }
    return renderer(
        fmt::format(R"(type="graduatedSymbol" attr="{}" graduatedMethod="GraduatedColor")", io::xml_attribute(field)),
        fmt::format("<ranges>\n{}</ranges>\n<symbols>\n{}</symbols>\n", classes, symbols));
}

std::string rule_renderer(const std::string& type, const std::vector<QgisRule>& rules) {
    std::string list;
    std::string symbols;
    for (const QgisRule& rule : rules) {
        const std::string name = fmt::format("{}", &rule - rules.data());
        list +=
            fmt::format(R"(<rule key="{{rule-{0}}}" symbol="{0}" label="{1}")", name, io::xml_attribute(rule.label));
        if (!rule.filter.empty()) list += fmt::format(R"( filter="{}")", io::xml_attribute(rule.filter));
        // QGIS names denominators: the largest one is the smallest scale.
        if (rule.lowest_scale > 0) list += fmt::format(R"( scalemaxdenom="{}")", rule.lowest_scale);
        if (rule.highest_scale > 0) list += fmt::format(R"( scalemindenom="{}")", rule.highest_scale);
        list += "/>\n";
        symbols += symbol(type, name, rule.symbol_layers);
    }
    return renderer(R"(type="RuleRenderer")",
                    fmt::format("<rules key=\"{{rules}}\">\n{}</rules>\n<symbols>\n{}</symbols>\n", list, symbols));
}

}  // namespace grid
