#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libgrid/check/findings.hpp"
#include "libgrid/check/grid_table.hpp"
#include "libgrid/check/request.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/layer/grid_work.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/trace/trace.hpp"
#include "libgrid/wishes/unit_wishes.hpp"

namespace grid {

/// What counts of the sites a grid can have: a site on a border counts for either side, so that there is a least and a
/// most. Households and persons in thousandths.
struct CountRange {
    std::int64_t least_sites = 0;
    std::int64_t most_sites = 0;
    Count least_households = 0;
    Count most_households = 0;
    Count least_persons = 0;
    Count most_persons = 0;
    double least_workload = 0;
    double most_workload = 0;
    Count heaviest = 0;  ///< households of the largest site or cell
};

/// What the checks see, and what the earlier ones leave for the later ones.
struct CheckContext {
    const CheckRequest& request;
    const GridTable& grids;
    FindingList& findings;
    const Ground* ground = nullptr;                      ///< what the layer is held against; null: nothing
    const GridTable* first = nullptr;                    ///< the layer that this one is compared with; null: none
    std::optional<SourceRef> micro{};                    ///< the layer of micro-grids beside the grids
    std::optional<SourceRef> lineage{};                  ///< which codes were retired; the codes follow from it
    GroundScale scale{};                                 ///< of the layer's coordinates
    std::optional<std::vector<std::int32_t>> invalid{};  ///< rows whose geometry is not valid; nothing: not looked at
    std::vector<std::int32_t> home{};                    ///< by row: unit of the ground that it lies in, or -1
    std::vector<CountRange> counts{};                    ///< by row, after the recount; empty: there was none
    std::optional<std::int64_t> blocks_cut{};            ///< if they were looked at
    std::vector<GridWork> work{};                        ///< by row, after the recount, if it is to be reckoned
    std::optional<std::vector<BrokenWish>> broken_wishes{};  ///< if the wishes were looked at
    std::vector<std::int32_t> row_of_item{};  ///< by site, then cell: the row that it lies in beyond doubt, or -1
};

// The checks. Each reports to the context's findings.
void check_crs_area(CheckContext& context);
void check_geometries(CheckContext& context);
void check_grid_coverage(CheckContext& context);
void check_units(CheckContext& context);
void check_codes(CheckContext& context);
void check_retired_codes(CheckContext& context);
void check_numbering(CheckContext& context);
void check_sites_datum(CheckContext& context);
void check_transformations(CheckContext& context);
void check_counts(CheckContext& context);
void check_balance(CheckContext& context);
void check_blocks(CheckContext& context);
void check_hard_barriers(CheckContext& context);
void check_dedicated(CheckContext& context);
void check_wishes(CheckContext& context);
void check_measures(CheckContext& context);
void check_deviations(CheckContext& context);
void check_micro(CheckContext& context);

/// Reckons the work of all rows, which is their workload then. Part of count_items().
void reckon_work(CheckContext& context);
/// What the layer says of the work of a row.
void check_work(CheckContext& context, std::size_t row);
/// The work of general grids: of all, or of some rows.
[[nodiscard]] std::optional<WorkReport> work_of_rows(const CheckContext& context, std::span<const std::size_t> rows);

/// The households and the workload of a grid, for balance: as counted anew where that leaves no doubt, else as the
/// layer says; NAN if neither is known.
[[nodiscard]] double households_of(const CheckContext& context, std::size_t row);
[[nodiscard]] double workload_of(const CheckContext& context, std::size_t row);

/// Counts sites and cells, unless they were counted already. What lies in no grid, or in two, is reported.
void count_items(CheckContext& context);

/// The wishes of the ground, which must be there, that the layer does not meet. Looked for once.
[[nodiscard]] const std::vector<BrokenWish>& broken_wishes(CheckContext& context);

/// How many blocks a border cuts; each is reported. There must be a ground.
[[nodiscard]] std::int64_t cut_blocks(CheckContext& context);

/// What an attribute may differ by from what is measured: a Shapefile's decimals, and what other libraries' geodesics
/// cost.
[[nodiscard]] double measure_tolerance(double measured);

/// The rows of each unit of the table, in the order of the file.
[[nodiscard]] std::vector<std::vector<std::size_t>> rows_of_units(const GridTable& grids);

/// Area, perimeter and compactness of all rows. The CRS must be measurable.
[[nodiscard]] std::vector<Measures> measure_all(const CheckContext& context);

/// The same of any polygons in a CRS.
[[nodiscard]] std::vector<Measures> measure_polygons(std::span<const MultiPolygon> polygons, const std::string& crs_wkt,
                                                     int threads);

}  // namespace grid
