#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/text.hpp"

namespace grid::io {

namespace {

Cell cell_of(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    if (const auto* real = std::get_if<double>(&value)) return std::isfinite(*real) ? Cell(*real + 0.0) : Cell();
    if (const auto* text = std::get_if<std::string>(&value)) return replace_invalid_utf8(*text);
    return {};
}

/// A Shapefile has 24 characters for a real number: a sign, the point, and as many decimals as the largest one leaves.
int decimals_for(const FeatureTable& table, std::size_t column) {
    double largest = 1;
    for (const Feature& feature : table.features) {
        const auto* real = std::get_if<double>(&feature.values[column]);
        if (real != nullptr && std::isfinite(*real)) largest = std::max(largest, std::abs(*real));
    }
    constexpr int digits = 21;
    return std::clamp(digits - static_cast<int>(std::ceil(std::log10(largest) + 1e-9)), 0, 15);
}

TableColumn column_of(const FeatureTable& table, std::size_t index) {
    const TableField& field = table.fields[index];
    TableColumn column;
    column.name = field.name.c_str();
    column.width = field.width;
    column.type = field.type;
    if (is_real(field.type)) column.decimals = field.decimals >= 0 ? field.decimals : decimals_for(table, index);
    return column;
}

void rename(TableField& field, std::string name, const Message& reason, Findings& findings) {
    if (name == field.name) return;
    findings.push_back({"name_cut", {}, {}, msg("the field '{}' is called '{}', for {}", field.name, name, reason)});
    field.name = std::move(name);
}

}  // namespace

Table as_table(const FeatureTable& features) {
    Table table;
    table.name = features.name;
    table.description = features.title;
    for (std::size_t i = 0; i < features.fields.size(); ++i)
        table.columns.push_back(column_of(features, i));
    table.rows = features.features.size();
    table.cell = [&features](std::size_t row, std::size_t column) {
        return cell_of(features.features[row].values[column]);
    };
    if (!features.has_geometry) return table;
    if (features.kind == GeometryKind::polygons) {
        table.polygons = [&features](std::size_t row) -> const MultiPolygon& {
            return features.features[row].polygons;
        };
    } else if (features.kind == GeometryKind::lines) {
        table.lines = [&features](std::size_t row) -> const MultiLineString& { return features.features[row].lines; };
    } else {
        table.point = [&features](std::size_t row) { return first_point(features.features[row]); };
    }
    return table;
}

Findings fit_names(FeatureTable& table, const std::string& encoding) {
    constexpr std::size_t most = 10;
    Findings findings;
    Recoder to_file("UTF-8", encoding);
    std::set<std::string> taken;
    const auto cut_to = [&](std::string_view name, std::size_t bytes) {
        std::string_view cut = cut_utf8(name, 4 * bytes);
        while (!cut.empty() && to_file(cut).value_or(std::string(most + 1, '?')).size() > bytes)
            cut = cut_utf8(cut, cut.size() - 1);
        return std::string(cut);
    };
    for (TableField& field : table.fields) {
        std::string name = cut_to(field.name, most);
        for (int n = 1; name.empty() || taken.contains(CPLString(name).tolower()); ++n) {
            const std::string tail = fmt::format("_{}", n);
            name = cut_to(field.name, most - tail.size()) + tail;
        }
        taken.insert(CPLString(name).tolower());
        rename(field, std::move(name), msg("a Shapefile has 10 bytes for a name"), findings);
    }
    return findings;
}

Findings fit_names_to_tiles(FeatureTable& table) {
    Findings findings;
    for (TableField& field : table.fields) {
        std::string name = field.name;
        std::ranges::replace(name, '/', '_');
        while (name != field.name && table.find(name))
            name += '_';
        rename(field, std::move(name), msg("names in tiles have no slash"), findings);
    }
    return findings;
}

}  // namespace grid::io
