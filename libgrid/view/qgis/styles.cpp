#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

#include "libgrid/io/styles.hpp"
#include "libgrid/io/xml.hpp"
#include "libgrid/view/qgis/layers.hpp"
#include "libgrid/view/qgis/symbols.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

constexpr const char* header = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n";

struct Rgb {
    int red = 0;
    int green = 0;
    int blue = 0;
};

/// Light colours on which dark text can be read: those of the scheme `light` of Paul Tol ("Colour Schemes", 2021).
/// Their order makes the first few differ most, for colour-blind eyes as well. Those after them are for layers that
/// overlap in many layers: hues the golden angle apart.
Rgb palette(std::int32_t index) {
    static constexpr std::array<Rgb, 9> light{{{119, 170, 221},
                                               {238, 136, 102},
                                               {238, 221, 136},
                                               {255, 170, 187},
                                               {153, 221, 255},
                                               {170, 170, 0},
                                               {68, 187, 153},
                                               {187, 204, 51},
                                               {221, 221, 221}}};
    if (static_cast<std::size_t>(index) < light.size()) return light[static_cast<std::size_t>(index)];
    constexpr double golden_angle = 2.399963229728653;
    const auto channel = [index](double shift) {
        return static_cast<int>(std::lround(195 + 55 * std::cos(golden_angle * index + shift)));
    };
    constexpr double third = 2 * std::numbers::pi / 3;
    return {channel(0), channel(-third), channel(third)};
}

/// Each `label="..."` in the language.
std::string with_labels(std::string body, Language language) {
    const std::string key = " label=\"";
    for (std::size_t at = body.find(key); at != std::string::npos; at = body.find(key, at + 1)) {
        const std::size_t from = at + key.size();
        const std::size_t length = body.find('"', from) - from;
        body.replace(from, length, io::xml_attribute(qgis_text(body.substr(from, length), language)));
    }
    return body;
}

/// The element, with all that is in it; empty if there is none.
std::string element(const std::string& text, const std::string& name) {
    const std::size_t from = text.find("<" + name);
    const std::string end = "</" + name + ">";
    const std::size_t to = text.find(end);
    if (from == std::string::npos || to == std::string::npos) return {};
    return text.substr(from, to + end.size() - from) + "\n";
}

}  // namespace

std::string style_file(const QgisStyle& style) {
    return fmt::format(
        "{}<qgis version=\"3.22.0\" styleCategories=\"Symbology{}\"{}>\n{}<blendMode>0</blendMode>\n</qgis>\n", header,
        style.has_labels ? "|Labeling" : "", style.has_labels ? " labelsEnabled=\"1\"" : "", style.body);
}

QgisStyle style_of_file(const char* qml, Language language) {
    QgisStyle style;
    style.body = with_labels(element(qml, "renderer-v2"), language);
    return style;
}

QgisStyle colours_style(const std::string& field, std::int32_t colours, bool marks_dedicated, Language language) {
    std::vector<QgisCategory> categories;
    for (std::int32_t c = 0; c < std::max(colours, 1); ++c) {
        const Rgb rgb = palette(c);
        QgisCategory category;
        category.value = fmt::format("{}", c + 1);
        category.label = fmt::format("{} {}", qgis_text("colour", language), c + 1);
        category.symbol_layers =
            fill_layer(fmt::format("{},{},{},190", rgb.red, rgb.green, rgb.blue), "60,60,60,255", 0.26);
        if (marks_dedicated) category.symbol_layers += hatch_layer("60,60,60,150", "\"kind\" = 'dedicated'");
        categories.push_back(std::move(category));
    }
    QgisStyle style;
    style.name = qgis_text("colours", language);
    style.description = qgis_text("Neighbours in different colours", language);
    style.body = category_renderer("fill", field, categories);
    return style;
}

QgisStyle balance_style(Language language) {
    QgisStyle style = style_of_file(io::balance_style, language);
    style.name = qgis_text("balance", language);
    style.description = qgis_text("Deviation from the mean number of households", language);
    return style;
}

QgisStyle hours_style(Language language) {
    constexpr std::string_view households = "attr=\"dev_hh\"";
    QgisStyle style = style_of_file(io::balance_style, language);
    style.body.replace(style.body.find(households), households.size(), "attr=\"dev_wl\"");
    style.name = qgis_text("hours", language);
    style.description = qgis_text("Deviation from the mean hours of work", language);
    return style;
}

}  // namespace grid
