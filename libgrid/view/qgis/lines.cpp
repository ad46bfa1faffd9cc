#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "libgrid/io/qgis_symbols.hpp"
#include "libgrid/view/line_kinds.hpp"
#include "libgrid/view/qgis/layers.hpp"
#include "libgrid/view/qgis/texts.hpp"

namespace grid {

namespace {

struct LineClass {
    const char* name;
    const char* title;
    const char* rgba;
    double width_mm;
    const char* dash;
};

constexpr std::array<LineClass, 5> classes{{{"water", "water", "80,140,200,255", 0.7, "solid"},
                                            {"rail", "railway", "60,60,60,255", 0.6, "dash"},
                                            {"main_road", "main road", "150,75,30,255", 0.7, "solid"},
                                            {"road", "road", "140,120,100,255", 0.35, "solid"},
                                            {"other", "other", "110,110,110,255", 0.4, "solid"}}};
constexpr const LineClass& plain_line = classes.back();

const LineClass& class_of(LineKind kind) {
    switch (kind) {
        case LineKind::stream:
        case LineKind::river:
            return classes[0];
        case LineKind::railway:
            return classes[1];
        case LineKind::main_road:
            return classes[2];
        case LineKind::path:
        case LineKind::street:
            return classes[3];
        case LineKind::other:
            break;
    }
    return plain_line;
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
    std::vector<Value> names;
    bool is_known = false;
    for (const LineKind kind : kinds_of_lines(lines)) {
        is_known = is_known || kind != LineKind::other;
        names.emplace_back(std::string(class_of(kind).name));
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
    for (const LineClass& known : classes)
        add(known);
    style.body = categories.empty() ? single_renderer(type, symbol_of(plain_line, kind))
                                    : category_renderer(type, field, categories);
    return style;
}

}  // namespace grid
