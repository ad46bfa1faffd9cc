#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/view/qgis/layers.hpp"
#include "libgrid/view/qgis/symbols.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

struct LineClass {
    const char* name;
    const char* title;
    const char* rgba;
    double width_mm;
    const char* dash;
    std::vector<std::string_view> words;     ///< a word of the text begins with it
    std::vector<std::string_view> anywhere;  ///< in Chinese no blank tells words apart
};

/// In the order in which they are looked for: a `railway` is no `way`.
const std::vector<LineClass>& classes() {
    static const std::vector<LineClass> all = {
        {"water",
         "water",
         "80,140,200,255",
         0.7,
         "solid",
         {"water", "river", "stream", "canal", "drain", "ditch", "creek", "brook", "lake", "coast"},
         {"河", "江", "湖", "渠", "溪", "水"}},
        {"rail",
         "railway",
         "60,60,60,255",
         0.6,
         "dash",
         {"rail", "light_rail", "narrow_gauge", "tram", "subway", "metro", "monorail", "funicular"},
         {"铁", "轨", "地铁"}},
        {"main_road",
         "main road",
         "150,75,30,255",
         0.7,
         "solid",
         {"motorway", "trunk", "primary", "secondary", "expressway", "highway", "freeway"},
         {"高速", "快速", "国道", "省道", "主干"}},
        {"road",
         "road",
         "140,120,100,255",
         0.35,
         "solid",
         {"road", "street", "tertiary", "residential", "unclassified", "living", "service", "pedestrian", "lane",
          "track", "path", "footway", "cycleway", "bridleway", "steps", "way", "avenue"},
         {"路", "街", "巷", "道", "弄"}},
    };
    return all;
}

const LineClass& plain_line() {
    static const LineClass other = {"other", "other", "110,110,110,255", 0.4, "solid", {}, {}};
    return other;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

bool has_word(const std::string& text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) >= 0x80); };
        if (at == 0 || !is_letter(text[at - 1])) return true;
    }
    return false;
}

const LineClass* class_of(const std::string& raw) {
    const std::string text = lower(raw);
    for (const LineClass& known : classes()) {
        const bool is_it =
            std::ranges::any_of(known.words, [&](std::string_view w) { return has_word(text, w); }) ||
            std::ranges::any_of(known.anywhere, [&](std::string_view w) { return text.find(w) != std::string::npos; });
        if (is_it) return &known;
    }
    return nullptr;
}

/// The fields of the table that may say what a line is, in the order in which they are looked at.
std::vector<std::size_t> class_fields(const FeatureTable& lines) {
    std::vector<std::size_t> found;
    for (const std::string& alias : load_profile("default").fields.barrier_class) {
        for (std::size_t i = 0; i < lines.fields.size(); ++i) {
            if (lower(lines.fields[i].name) == lower(alias)) found.push_back(i);
        }
    }
    return found;
}

/// What the first field that is not empty says; a `waterway` that is merely `yes` is water all the same.
const LineClass* class_of(const Feature& line, const FeatureTable& lines, const std::vector<std::size_t>& fields) {
    for (const std::size_t field : fields) {
        const std::string value = to_text(line.values[field]);
        if (value.empty()) continue;
        if (const LineClass* known = class_of(value)) return known;
        const std::string name = lower(lines.fields[field].name);
        if (name == "waterway" || name == "railway") return class_of(name);
        return nullptr;
    }
    return nullptr;
}

/// A river may be an area, too.
std::string symbol_of(const LineClass& line, GeometryKind kind) {
    if (kind == GeometryKind::lines) return line_layer(line.rgba, line.width_mm, line.dash);
    std::string pale = line.rgba;
    pale.replace(pale.rfind(',') + 1, std::string::npos, "90");
    return fill_layer(pale, line.rgba, 0.2);
}

}  // namespace

std::optional<std::vector<Value>> line_classes(const FeatureTable& lines) {
    const std::vector<std::size_t> fields = class_fields(lines);
    const LineClass* usual = class_of(lines.title);
    std::vector<Value> names;
    bool is_known = false;
    for (const Feature& line : lines.features) {
        const LineClass* known = class_of(line, lines, fields);
        if (known == nullptr) known = usual;
        is_known = is_known || known != nullptr;
        names.emplace_back(std::string(known != nullptr ? known->name : plain_line().name));
    }
    return is_known ? std::optional(std::move(names)) : std::nullopt;
}

QgisStyle lines_style(GeometryKind kind, const std::string& field, const std::vector<Value>& names, Language language) {
    QgisStyle style;
    const char* const type = kind == GeometryKind::lines ? "line" : "fill";
    std::vector<QgisCategory> categories;
    const auto add = [&](const LineClass& line) {
        if (std::ranges::find(names, Value(std::string(line.name))) == names.end()) return;
        categories.push_back({line.name, qgis_text(line.title, language), symbol_of(line, kind)});
    };
    for (const LineClass& known : classes())
        add(known);
    add(plain_line());
    style.body = categories.empty() ? single_renderer(type, symbol_of(plain_line(), kind))
                                    : category_renderer(type, field, categories);
    return style;
}

}  // namespace grid
