#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

/// A column that is written after those of a layer: a value for each row, all text or all integers.
struct FurtherColumn {
    std::string name;
    std::vector<Value> values;
    FieldType type = FieldType::integer64;
};

/// A layer beside the grids. Fields whose names differ in case only, which the format cannot hold, are numbered.
struct PackageLayer {
    std::string name;
    std::string title;
    const FeatureTable* features = nullptr;
    std::optional<FurtherColumn> column{};
};

/// A style that QGIS finds in the file.
struct PackageStyle {
    std::string layer;
    std::string name;
    std::string description;
    std::string qml;
    bool is_default = true;
};

/// All that a text refers to: the layer `grids` with a further column, `issues`, `lineage` and `grid_run` where there
/// are any, other layers in the same CRS, and styles.
struct GridPackage {
    const GridLayer* grids = nullptr;
    FurtherColumn column;
    std::vector<PackageLayer> layers;
    std::vector<PackageStyle> styles;
};

/// The GeoPackage beside a text: `plan.gpkg` beside `plan.qgs`.
[[nodiscard]] std::string package_path(const std::string& text_path);

/// Writes the GeoPackage and the text beside it; both come into place together when both are complete and synced, the
/// text last. Whether they may replace what is there is for check_output() to say before, for either path; without
/// `overwrite` what has appeared since stays. Bytes depend on the content only. Throws InputError, after removing what
/// was half-written.
void write_package(const GridPackage& package, const std::string& text, const std::string& text_path, bool overwrite);

}  // namespace grid
