
#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/tables.hpp"
#include "libgrid/io/write_layers.hpp"

namespace grid {

namespace {

void set_geometry(const io::Table& table, std::size_t row, Feature& feature) {
    if (table.polygons) {
        feature.polygons = table.polygons(row);
        feature.has_geometry = !feature.polygons.empty();
    } else if (table.point) {
        const Point at = table.point(row);
        feature.has_geometry = std::isfinite(at.x) && std::isfinite(at.y);
        if (feature.has_geometry) feature.points = {at};
    }
}

FeatureTable features_of(const io::Table& table, const std::string& crs_wkt) {
    FeatureTable result;
    result.name = table.name;
    result.title = table.description;
    result.has_geometry = table.polygons || table.point;
    result.kind = table.point ? GeometryKind::points : GeometryKind::polygons;
    if (result.has_geometry) result.crs_wkt = crs_wkt;
    for (const io::TableColumn& column : table.columns)
        result.fields.push_back({.name = column.name, .type = column.type});
    result.features.resize(table.rows);
    for (std::size_t row = 0; row < table.rows; ++row) {
        Feature& feature = result.features[row];
        feature.fid = static_cast<std::int64_t>(row) + 1;
        set_geometry(table, row, feature);
        feature.values.reserve(table.columns.size());
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            feature.values.push_back(table.cell(row, column));
    }
    return result;
}

}  // namespace

void check_database_crs(const std::string& crs_wkt) {
    if (!io::epsg_code(crs_wkt).empty()) return;
    throw ConfigError(msg("PostGIS cannot name the CRS '{}': it has no EPSG code", crs_name(crs_wkt)), {},
                      msg("choose another CRS with --output-crs"));
}

std::vector<FeatureTable> feature_tables(const GridLayer& layer) {
    std::vector<FeatureTable> tables{features_of(io::grids_table(layer), layer.crs_wkt)};
    for (const io::Table& table : {io::issues_table(layer), io::lineage_table(layer), io::run_table(layer)}) {
        if (table.rows > 0) tables.push_back(features_of(table, layer.crs_wkt));
    }
    for (const GridLayer& below : layer.below) {
        tables.push_back(features_of(io::micro_table(below), below.crs_wkt));
        for (io::Table table : {io::lineage_table(below), io::run_table(below)}) {
            table.name = table.name == "lineage" ? "micro_lineage" : "micro_run";
            if (table.rows > 0) tables.push_back(features_of(table, below.crs_wkt));
        }
    }
    return tables;
}

}  // namespace grid
