#include "tools/gridify/improvements_output.hpp"

#include "libgrid/io/csv.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace grid::tools {

namespace {

/// How the layer is written; nothing if it is a list.
std::optional<ExportOptions> layer_options(const std::string& path, bool overwrite) {
    constexpr std::array layers{".gpkg", ".shp", ".geojson"};  // an empty FlatGeobuf cannot be read
    std::string extension = std::filesystem::path(path).extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    if (std::ranges::find(layers, extension) == layers.end()) return std::nullopt;
    ExportOptions options;
    options.path = path;
    options.format = choose_export_format({}, path);
    options.overwrite = overwrite;
    options.layer = "improvements";
    return options;
}

const char* kind_of(const ImprovementRow& row) {
    return row.is_exchange ? "exchange" : "move";
}

std::string improvements_csv(const GriddingResult& result) {
    std::string text =
        "kind,unit_code,cell,from_grid,to_grid,for_cell,less_border_m,less_uneven_m,less_beyond_limits,x,y\n";
    for (const ImprovementRow& row : result.improvements) {
        text +=
            fmt::format("{},{},{},{},{},{},{:.3f},{:.3f},{:.6f},{},{}\n", kind_of(row), csv_text_field(row.unit_code),
                        csv_text_field(row.cell), csv_text_field(row.from), csv_text_field(row.to),
                        csv_text_field(row.exchanged), row.border_m, row.even_m, row.limits, row.at.x, row.at.y);
    }
    return text;
}

FeatureTable improvements_table(const GriddingResult& result) {
    FeatureTable table;
    table.name = "improvements";
    table.title = "Cells that would better be in the grid beside them";
    table.crs_wkt = result.layer.crs_wkt;
    table.has_geometry = true;
    table.kind = GeometryKind::points;
    for (const char* const name : {"kind", "unit_code", "cell", "from_grid", "to_grid", "for_cell"})
        table.fields.push_back({name});
    // A Shapefile has names of ten characters.
    for (const char* const name : {"border_m", "even_m", "limits"})
        table.fields.push_back({.name = name, .type = FieldType::real, .decimals = 6});
    for (const ImprovementRow& row : result.improvements) {
        Feature feature;
        feature.fid = static_cast<std::int64_t>(table.features.size()) + 1;
        feature.has_geometry = true;
        feature.points = {row.at};
        feature.values = {std::string(kind_of(row)),
                          row.unit_code,
                          row.cell,
                          row.from,
                          row.to,
                          row.exchanged,
                          row.border_m,
                          row.even_m,
                          row.limits};
        table.features.push_back(std::move(feature));
    }
    return table;
}

}  // namespace

void check_improvements_output(const std::string& path, bool overwrite) {
    if (const auto layer = layer_options(path, overwrite))
        check_export(*layer);
    else
        check_text_output(path, overwrite);
}

Findings write_improvements(const GriddingResult& result, const std::string& path, bool overwrite, OutputSet& outputs) {
    if (const auto layer = layer_options(path, overwrite))
        return write_export({improvements_table(result)}, *layer, outputs);
    write_text(path, improvements_csv(result), overwrite, outputs);
    return {};
}

}  // namespace grid::tools
