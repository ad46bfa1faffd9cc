#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// Where a row comes from.
struct GridOrigin {
    std::int32_t input = 0;
    std::int64_t fid = 0;
};

/// One of the layers that are put together.
struct InputLayer {
    std::string file;
    std::string layer;
    bool transformed = false;  ///< its coordinates were carried into another CRS
    std::int64_t grids = 0;
    bool has_codes = true;        ///< of grids; else each is called by the number of its feature
    bool has_counts = true;       ///< some field says how many households, sites or how much workload a grid has
    std::size_t issues_end = 0;   ///< where those of the next input begin in GridSet::issues; likewise,
    std::size_t lineage_end = 0;  ///< before they are sorted, in GridSet::lineage
};

/// The grids of all inputs. The vectors of rows, geometry, origins and `stale` run side by side.
struct GridSet {
    std::vector<InputLayer> inputs;
    std::string crs_wkt;
    std::vector<GridRow> rows;           ///< without geometry
    std::vector<MultiPolygon> geometry;  ///< in `crs_wkt`
    std::vector<GridOrigin> origins;
    std::vector<char> stale;  ///< area, perimeter and compactness of the row are not those of the geometry
    std::vector<std::string> uncounted_units;  ///< units of a layer that says no deviations; may repeat
    std::vector<FieldInfo> extra_fields;
    std::vector<std::string> unit_fields;  ///< what the inputs call the field with the codes of their units
    Findings issues;
    Findings findings;  ///< of reading
    std::vector<LineageRow> lineage;
    std::size_t issues_of_base = 0;   ///< the first so many are those of input 0; likewise
    std::size_t lineage_of_base = 0;  ///< before they are sorted
    RunRecord run;
    std::vector<Message> notes;

    [[nodiscard]] std::size_t size() const noexcept { return rows.size(); }
};

/// `a.gpkg (layer grids, feature 12)`
[[nodiscard]] Place place_of(const GridSet& set, const GridOrigin& origin);
[[nodiscard]] Place place_of(const GridSet& set, std::size_t row);

/// Leaves out the rows that are not to be kept.
void keep_rows(GridSet& set, const std::vector<char>& keep);

/// By unit code, then grid code, then origin: the order in which gridify writes.
void sort_rows(GridSet& set);

/// The first row of each run of rows with one unit code, and the number of rows at the end. The rows must be sorted.
[[nodiscard]] std::vector<std::size_t> unit_bounds(const GridSet& set);

[[nodiscard]] GroundScale scale_of(const GridSet& set);

/// A place on the border of the first polygon, for findings; (0, 0) where there is none.
[[nodiscard]] Point point_of(const MultiPolygon& polygons);

/// Measures the stale rows again.
void measure_stale(GridSet& set, int threads);

/// Sets the deviations of the general grids among the rows [first, last) from their mean.
void set_deviations(GridSet& set, std::size_t first, std::size_t last);

/// Adds what is counted in one grid to another that takes it in. How far one walks in the two together is not known.
void add_counts(const GridRow& from, GridRow& to);

}  // namespace grid
