#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/check/findings.hpp"
#include "libgrid/check/request.hpp"
#include "libgrid/core/count.hpp"
#include "libgrid/layer/grid_fields.hpp"

namespace grid {

/// The attributes of one feature of the layer that is checked. What the layer lacks, or what is no number, is not set.
struct GridRecord {
    std::int64_t fid = 0;
    std::int64_t index = 0;  ///< in the order of reading
    std::string code;
    std::string unit;  ///< as the feature says; empty if it does not
    std::string name;  ///< read if wishes are to be judged
    bool is_dedicated = false;
    std::optional<std::int64_t> sites;
    std::optional<double> households;
    std::optional<double> persons;
    std::optional<double> workload;
    std::optional<double> service_h;
    std::optional<double> walk_h;
    std::optional<double> walk_km;
    std::optional<double> dev_households;
    std::optional<double> dev_workload;
    std::optional<double> area_m2;
    std::optional<double> perimeter_m;
    std::optional<double> compactness;
};

/// The layer in memory. Rows are in the order of the file.
struct GridTable {
    std::string file;
    std::string layer;
    std::string crs_wkt;        ///< empty: none is named
    bool is_measurable = true;  ///< the coordinates can be in the CRS, so that metres mean something
    bool is_local = false;      ///< the CRS has no place on the earth, see is_local_crs()
    Box extent;                 ///< of the geometry that can be used
    GridFields fields;
    bool has_grid_fields = true;  ///< some field is one of grids; else it is a layer of others
    std::vector<GridRecord> rows;
    std::vector<MultiPolygon> geometry;  ///< by row
    std::int64_t deleted = 0;            ///< records that are marked as deleted, see Source::deleted_records()
    std::vector<std::string> units;      ///< the codes of the units, ascending
    std::vector<std::int32_t> unit_of;   ///< by row: index into `units`; -1: unknown
};

/// Reads the layer in one pass and reports what is wrong with the layer as a whole and with its values. Throws
/// InputError if it cannot be read at all or holds no polygons, ConfigError for fields.
[[nodiscard]] GridTable read_grid_table(const CheckRequest& request, FindingList& findings);

/// Leaves out the rows without ground; `findings` follow.
void drop_empty_rows(GridTable& grids, const std::vector<char>& is_empty, FindingList& findings);

}  // namespace grid
