#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libgrid/tag/tag_layer.hpp"

namespace grid {

// Terms. A *cell* is a square of the lattice of an index, and the run of Morton codes of the steps in it (bits of the
// column in the even places). A *unit* is a hundredth of a step.

/// A layer as tables for engines that know integers and ranges, but no polygons.
struct LookupTables {
    /// lo, hi, code, edge: runs of Morton codes, ascending, that do not overlap. `edge` is 0 where the run lies in one
    /// grid; else it is the number of a cell with borders, and the code is empty. What is in no run is in no grid.
    std::string cover_csv;
    /// edge, code, held, mx, my, x1, y1, x2, y2: the borders of such a cell, once for each grid that has them, from the
    /// lower end to the upper one, in units from the origin. Whether a place is in a grid: `held` says it of the place
    /// (mx, my), and each border that the way there crosses turns it over. -1: the cell is so small that no place in it
    /// is far enough from its borders, and nothing is decided.
    std::string edges_csv;
    std::int64_t inside = 0;  ///< runs in one grid
    std::int64_t edges = 0;   ///< cells with borders
    std::int64_t borders = 0;
};

inline constexpr std::int64_t units_per_step = 100;

/// Ends of borders are rounded to units, and so are places: the tables decide all places that are `undecided_units` or
/// more from any border, and say so of the others. Throws InputError where grids overlap or are not valid, or a code
/// occurs twice: nothing but the polygons can tell there.
[[nodiscard]] LookupTables make_lookup_tables(const TagLayer& layer);
inline constexpr std::int64_t undecided_units = 3;

/// Engines that a script is made for.
enum class SqlEngine { postgresql, duckdb, sqlite, clickhouse, spark };

/// Where the tables are: files beside the script.
struct LookupFiles {
    std::string cover;
    std::string edges;
};

/// SQL that loads the tables, and a view `tagged` of a table `records (id, x, y)`: id, grid_code, decided.
[[nodiscard]] std::string lookup_sql(const TagLayer& layer, const LookupFiles& files, SqlEngine engine);

/// SQL for PostGIS: the grids of a table in small pieces with one index, and a view `tagged` of a table
/// `records (id, x, y)`. `table` is TABLE or SCHEMA.TABLE, `key` its field with the code.
[[nodiscard]] std::string postgis_tagging_sql(const std::string& table, const std::string& key,
                                              const std::string& crs_wkt);

}  // namespace grid
