#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/field.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/core/geometry.hpp"

namespace grid {

/// One row of the layer `grids`. Field names in files are those of the members' comments.
struct GridRow {
    std::string code;                     ///< grid_code
    std::string name;                     ///< grid_name
    std::string unit_code;                ///< unit_code
    std::string unit_name;                ///< unit_name
    std::string kind = "general";         ///< kind: general | dedicated
    std::int64_t sites = 0;               ///< sites
    std::int64_t households = 0;          ///< households
    std::optional<std::int64_t> persons;  ///< persons (the column exists when any row has it)
    double workload = 0;                  ///< workload
    std::optional<double> service_h;      ///< service_h, hours a month (this and the next two: if work was reckoned)
    std::optional<double> walk_h;         ///< walk_h, hours a month
    std::optional<double> walk_km;        ///< walk_km, of one round past all sites
    double dev_households = 0;            ///< dev_hh, signed, relative to the mean of the unit's general grids
    double dev_workload = 0;              ///< dev_wl
    double area_m2 = 0;                   ///< area_m2, on the ellipsoid
    double perimeter_m = 0;               ///< perim_m, on the ellipsoid
    double compactness = 0;               ///< compact, Polsby-Popper 4 pi A / P^2
    std::string valid_from{};             ///< valid_from, YYYY-MM-DD (the column exists when any row has it)
    MultiPolygon geometry;                ///< output CRS
    std::vector<Value> extra{};           ///< by GridLayer::extra_fields; nothing: all are null
};

/// What is said of the run: key and value, in the order in which they are written to the table `grid_run`.
using RunRecord = std::vector<std::pair<std::string, std::string>>;

/// What became of an old grid: so many of its households are in that new grid. One row of the table `lineage`.
struct LineageRow {
    std::string old_code;         ///< empty: the households were in no old grid
    std::string new_code;         ///< empty: the code was retired before this run, and stays so
    std::int64_t households = 0;  ///< of now
    double share = 0;             ///< of the old grid's households of now; where it has none, of its area
    std::string change{};         ///< unchanged | changed | split | merged | new | retired
    std::string date{};           ///< YYYY-MM-DD (the column exists when any row has it)
};

/// The fields of micro-grids and of the grids that are divided into them, among the further ones (GridRow::extra): the
/// code of the grid above, the level (1 for a grid, 2 for a micro-grid), and the number of micro-grids of a grid.
inline constexpr const char* parent_field = "parent";
inline constexpr const char* level_field = "level";
inline constexpr const char* micro_field = "micro";
/// The layer of micro-grids, beside that of the grids.
inline constexpr const char* micro_layer = "micro";

/// The whole result, ready to be written.
struct GridLayer {
    std::string crs_wkt;  ///< WKT2 of the output CRS
    std::vector<GridRow> grids;
    Findings issues;
    RunRecord run;
    std::vector<LineageRow> lineage;        ///< empty unless there were grids before
    std::vector<FieldInfo> extra_fields{};  ///< fields that are not ours, written after ours
    /// Nobody has counted anything: sites, households, workload and the deviations are not written.
    bool is_uncounted = false;
    /// The grids divided again, if they are: one layer, whose issues are among those of this one.
    std::vector<GridLayer> below{};
};

}  // namespace grid
