#pragma once

// For the files of this stage only: the styles that QGIS finds by itself beside layers, in a GeoPackage or a database.

#include <string>
#include <vector>

#include "libgrid/io/feature_table.hpp"
#include "libgrid/io/grid_styles.hpp"
#include "libgrid/io/tables.hpp"

namespace grid::io {

struct LayerStyle {
    std::string layer;
    std::string name;
    std::string description;
    std::string qml;
    bool is_default = true;
    std::string geometry = "geom";  ///< the column
};

/// What the layers of a plan are called where they are; empty: there is none.
struct PlanLayers {
    std::string grids;
    std::string issues{};
    std::string micro{};
};

/// Those of a plan whose grids have the styles `of_grids`.
[[nodiscard]] std::vector<LayerStyle> layer_styles(const PlanLayers& layers, const std::vector<GridStyle>& of_grids);

/// The styles of a layer of grids, where it has the fields that these look at.
[[nodiscard]] std::vector<GridStyle> styles_of_grids(const FeatureTable& grids);

/// The table of a GeoPackage for them.
[[nodiscard]] Table styles_table(const std::vector<LayerStyle>& styles);
/// The same of a layer as gridify writes it.
[[nodiscard]] Table styles_table(const GridLayer& layer);

}  // namespace grid::io
