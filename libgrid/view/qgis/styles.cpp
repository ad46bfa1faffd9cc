#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "libgrid/core/palette.hpp"
#include "libgrid/io/grid_styles.hpp"
#include "libgrid/io/qgis_symbols.hpp"
#include "libgrid/io/styles.hpp"
#include "libgrid/io/xml.hpp"
#include "libgrid/view/qgis/layers.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

/// The colours of all maps; those after them are for layers that overlap in many layers: hues the golden angle apart.
std::string fill_of(std::int32_t index) {
    if (static_cast<std::size_t>(index) < palette::neighbours.size()) return rgba_text(palette::neighbour(index));
    constexpr double golden_angle = 2.399963229728653;
    const auto channel = [index](double shift) {
        return static_cast<int>(std::lround(195 + 55 * std::cos(golden_angle * index + shift)));
    };
    constexpr double third = 2 * std::numbers::pi / 3;
    return fmt::format("{},{},{},255", channel(0), channel(-third), channel(third));
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
    const std::size_t to = text.rfind(end);  // one may be in another
    if (from == std::string::npos || to == std::string::npos) return {};
    return text.substr(from, to + end.size() - from) + "\n";
}

}  // namespace

std::string style_file(const QgisStyle& style) {
    return qml_file(style.body, style.has_labels);
}

QgisStyle style_of_file(const char* qml, Language language) {
    QgisStyle style;
    const std::string labels = element(qml, "labeling");
    style.body = with_labels(element(qml, "renderer-v2"), language) + labels;
    style.has_labels = !labels.empty();
    return style;
}

QgisStyle colours_style(const std::string& field, std::int32_t colours, bool marks_dedicated, Language language) {
    std::vector<QgisCategory> categories;
    for (std::int32_t c = 0; c < std::max(colours, 1); ++c) {
        QgisCategory category;
        category.value = fmt::format("{}", c + 1);
        if (c == 0) category.label = qgis_text("Neighbours in different colours", language);  // which one says nothing
        category.symbol_layers = fill_layer(fill_of(c), rgba_text(palette::border), 0.2);
        if (marks_dedicated) category.symbol_layers += hatch_layer("60,60,60,150", "\"kind\" = 'dedicated'");
        categories.push_back(std::move(category));
    }
    QgisStyle style;
    style.name = qgis_text("colours", language);
    style.description = qgis_text("Neighbours in different colours", language);
    style.body = category_renderer("fill", field, categories);
    return style;
}

QgisStyle deviation_style(const char* field, const char* name, const char* description, double outline_scale,
                          Language language) {
    std::vector<std::string> labels = deviation_labels();
    for (std::string& label : labels)
        label = qgis_text(label, language);
    QgisStyle style;
    style.name = qgis_text(name, language);
    style.description = qgis_text(description, language);
    style.body = deviation_renderer(field, labels, outline_scale);
    return style;
}

}  // namespace grid
