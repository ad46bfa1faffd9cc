#pragma once

// For the files of this stage only: the layers of the output as plain tables, the same for every format.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/field.hpp"
#include "libgrid/core/grid_layer.hpp"

namespace grid::io {

using ColumnType = FieldType;

struct TableColumn {
    const char* name = "";
    ColumnType type = ColumnType::text;
    int width = 0;     ///< of text: at least this many bytes in a Shapefile; 0: any
    int decimals = 0;  ///< of a real number in a Shapefile, which has 24 characters for it
};

using Cell = Value;

/// A layer of the output. At most one of `polygons`, `lines` and `point` is set; without them it is a table without
/// geometry.
struct Table {
    std::string name;
    std::string description;
    std::vector<TableColumn> columns;
    std::size_t rows = 0;
    std::function<Cell(std::size_t row, std::size_t column)> cell;
    std::function<const MultiPolygon&(std::size_t row)> polygons;
    std::function<const MultiLineString&(std::size_t row)> lines;
    std::function<Point(std::size_t row)> point;            ///< not finite: no geometry
    std::function<std::string(std::size_t row)> grid_code;  ///< for findings about the row; may be unset
};

// The tables refer to `layer`, which must outlive them.
/// The grids of a layer, and in a layer below the micro-grids.
[[nodiscard]] Table grids_table(const GridLayer& layer);
[[nodiscard]] Table micro_table(const GridLayer& below);
/// `placeless`: those without a place, too.
[[nodiscard]] Table issues_table(const GridLayer& layer, bool placeless = true);
[[nodiscard]] Table run_table(const GridLayer& layer);
[[nodiscard]] Table lineage_table(const GridLayer& layer);

}  // namespace grid::io
