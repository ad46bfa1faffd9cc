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

/// A renderer with a list of classes, each with a symbol of its own; `line(item, name)` writes one. `list` is the tag
/// of the list, with its attributes if it has some.
template <typename Item, typename Line>
std::string list_renderer(const std::string& attributes, const std::string& list, const std::string& type,
                          const std::vector<Item>& items, Line&& line) {
    std::string lines;
    std::string symbols;
    for (const Item& item : items) {
        const std::string name = fmt::format("{}", &item - items.data());
        lines += line(item, name) + "\n";
        symbols += symbol(type, name, item.symbol_layers);
    }
    return renderer(attributes, fmt::format("<{}>\n{}</{}>\n<symbols>\n{}</symbols>\n", list, lines,
                                            list.substr(0, list.find(' ')), symbols));
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
    return list_renderer(fmt::format(R"(type="categorizedSymbol" attr="{}")", io::xml_attribute(field)), "categories",
                         type, categories, [](const QgisCategory& category, const std::string& name) {
                             return fmt::format(R"(<category symbol="{}" value="{}" label="{}" render="true"/>)", name,
                                                io::xml_attribute(category.value), io::xml_attribute(category.label));
                         });
}

std::string range_renderer(const std::string& field, const std::vector<QgisRange>& ranges) {
    return list_renderer(
        fmt::format(R"(type="graduatedSymbol" attr="{}" graduatedMethod="GraduatedColor")", io::xml_attribute(field)),
        "ranges", "fill", ranges, [](const QgisRange& range, const std::string& name) {
            return fmt::format(R"(<range symbol="{}" lower="{}" upper="{}" label="{}" render="true"/>)", name,
                               range.lower, range.upper, io::xml_attribute(range.label));
        });
}

std::string rule_renderer(const std::string& type, const std::vector<QgisRule>& rules) {
    return list_renderer(R"(type="RuleRenderer")", R"(rules key="{rules}")", type, rules,
                         [](const QgisRule& rule, const std::string& name) {
                             std::string line = fmt::format(R"(<rule key="{{rule-{0}}}" symbol="{0}" label="{1}")",
                                                            name, io::xml_attribute(rule.label));
                             if (!rule.filter.empty())
                                 line += fmt::format(R"( filter="{}")", io::xml_attribute(rule.filter));
                             // QGIS names denominators: the largest one is the smallest scale.
                             if (rule.lowest_scale > 0)
                                 line += fmt::format(R"( scalemaxdenom="{}")", rule.lowest_scale);
                             if (rule.highest_scale > 0)
                                 line += fmt::format(R"( scalemindenom="{}")", rule.highest_scale);
                             return line + "/>";
                         });
}

}  // namespace grid
