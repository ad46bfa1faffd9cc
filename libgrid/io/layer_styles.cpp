#include "libgrid/io/layer_styles.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include "libgrid/io/qgis_labels.hpp"
#include "libgrid/io/styles.hpp"

namespace grid::io {

std::vector<LayerStyle> layer_styles(const PlanLayers& layers, const std::vector<GridStyle>& of_grids) {
    std::vector<LayerStyle> styles;
    for (const GridStyle& style : of_grids)
        styles.push_back({layers.grids, style.name, style.description, style.qml, style.name == "grids"});
    if (!layers.issues.empty()) styles.push_back({layers.issues, "issues", "Findings by severity", issues_style});
    if (!layers.micro.empty()) {
        styles.push_back({layers.micro, "micro", "Micro-grids, thin, labelled where there is room", micro_style});
    }
    return styles;
}

std::vector<GridStyle> styles_of_grids(const FeatureTable& grids) {
    for (const char* field : {"grid_code", "grid_name", "kind"}) {
        if (!grids.find(field)) return {};
    }
    return grid_styles(areas_m2(grids), grids.find("households") && grids.find("dev_hh"));
}

Table styles_table(const GridLayer& layer) {
    std::vector<double> areas;
    for (const GridRow& grid : layer.grids)
        areas.push_back(grid.area_m2);
    return styles_table(layer_styles({"grids", "issues", layer.below.empty() ? "" : micro_layer},
                                     grid_styles(std::move(areas), !layer.is_uncounted)));
}

// The table in which QGIS looks for styles: catalog and schema must be '' and not NULL, or it finds nothing.
Table styles_table(const std::vector<LayerStyle>& styles) {
    Table table;
    table.name = "layer_styles";
    table.description = "Styles for QGIS";
    const std::array<const char*, 12> names{"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column",
                                            "styleName",       "styleQML",       "styleSLD",     "useAsDefault",
                                            "description",     "owner",          "ui",           "update_time"};
    for (const char* name : names)
        table.columns.push_back({name, ColumnType::text});
    auto rows = std::make_shared<std::vector<std::array<Cell, 12>>>();
    for (const LayerStyle& style : styles) {
        rows->push_back({std::string(), std::string(), style.layer, style.geometry, style.name, style.qml,
                         std::string(), std::int64_t{style.is_default ? 1 : 0}, style.description, std::string(),
                         Cell(), std::string("2000-01-01T00:00:00.000Z")});
    }
    table.columns[7].type = ColumnType::integer;
    table.rows = rows->size();
    table.cell = [rows](std::size_t row, std::size_t column) { return (*rows)[row][column]; };
    return table;
}

}  // namespace grid::io
