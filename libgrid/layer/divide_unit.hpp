#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/lineage.hpp"
#include "libgrid/layer/plan.hpp"
#include "libgrid/layer/unit_improvements.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

/// One grid as divided, before it has a code.
struct DividedGrid {
    MultiPolygon geometry;  ///< output coordinates
    Point at;               ///< area centroid, work plane
    double area_m2 = 0;     ///< work plane
    bool dedicated = false;
    std::int32_t dedicated_area = -1;  ///< index in Ground::dedicated; -1: general, or kept as it was
    std::int32_t cells = 0;
    std::int64_t sites = 0;
    Count households = 0;
    Count persons = 0;
    double workload = 0;
    double service_h = 0;  ///< this and the next two where work is reckoned: hours a month
    double walk_h = 0;
    double walk_km = 0;            ///< of one round
    std::int64_t number = -1;      ///< in its code; before it is numbered that which a plan gives it, or -1
    std::int32_t heir_of = -1;     ///< the previous grid that it carries on, or -1
    std::string wanted_name{};     ///< see WishKind::centre; empty: none
    std::int32_t plan_label = -1;  ///< of the plan that was taken over: index in GivenPlan::labels, or -1
};

/// A change of a cell by which the plan would be better. `place`: the first site or cell in it, among those of the
/// unit; -1: there is none.
struct PlacedChange {
    CellChange change;
    Point at;  ///< output CRS
    std::int32_t place = -1;
    std::int32_t place_of_exchanged = -1;
};

/// One unit divided. Grids are in the order of their numbers.
struct DividedUnit {
    std::vector<DividedGrid> grids;
    std::vector<std::int32_t> site_grid;  ///< by site or given cell of the unit: index into `grids`
    double mean_households = 0;           ///< of a general grid, thousandths; 0 where there is none
    double mean_workload = 0;
    BorderLengths borders;
    std::vector<OutlineSplit> splits;
    std::vector<GridOverlap> overlaps;         ///< with all previous grids; `new_grid` is an index into `grids`
    bool kept = false;                         ///< as it was before
    std::vector<Point> added_vertices;         ///< of the outline: not in the boundaries, but in the previous grids
    TrySpread tries{};                         ///< of the division
    std::int32_t plan_grids = 0;               ///< of the plan that was taken over, in the unit
    Count plan_moved = 0;                      ///< households that are in another grid than it says
    std::vector<PlacedChange> improvements{};  ///< if they are wanted
    std::vector<std::int32_t> wishes;          ///< those that concern the unit: indices into Ground::wishes, ascending
    Findings findings;  ///< unit_code is set; grid_code is the index of the grid as text, or empty
    double seconds_mesh = 0;
    double seconds_plan = 0;
    double seconds_trace = 0;
};

/// Sets the means of the general grids; 0 where there is none.
void find_means(DividedUnit& unit);

/// Divides unit `unit` of the ground: tessellate, partition, trace, number.
[[nodiscard]] DividedUnit divide_unit(const Ground& ground, const GroundIndex& index, std::size_t unit,
                                      const GriddingRequest& request, std::optional<std::int32_t> count);

}  // namespace grid
