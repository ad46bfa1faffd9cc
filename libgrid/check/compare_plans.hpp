#pragma once

// How check_layer() compares plans. For the files of the stage only.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// A site or cell, the same in all plans, and the grid that it counts in.
struct PlacedItem {
    std::int64_t fid = 0;
    std::string id;  ///< where the feature is not the item: the household of a roster
    Count households = 0;
    std::int32_t row = -1;
};

/// A plan as it was checked.
struct CheckedPlan {
    CheckResult result;  ///< with its figures as the only ones
    GridTable grids;
    std::vector<PlacedItem> items;  ///< by feature and id; empty: nothing was counted
};

/// The polygons of a layer in another CRS.
[[nodiscard]] std::vector<MultiPolygon> polygons_in(const std::string& crs_wkt, const GridTable& grids);

/// Whether figures of plans are asked for.
[[nodiscard]] bool wants_figures(const CheckRequest& request);

/// All figures of a plan by itself, but those that are counts of findings. `items` is filled.
[[nodiscard]] PlanFigures measure_plan(CheckContext& context, std::vector<PlacedItem>& items);

/// Checks a plan as another one, the `guide`, is checked, with its units: see take_units_of().
[[nodiscard]] CheckedPlan check_plan(const CheckRequest& request, const GridTable& guide,
                                     const std::function<void(const Message&)>& stage);

/// Gives each grid the unit of the grid of `guide` that a point inside it lies in, unless the layer names units and all
/// are units there. So the figures of both are about the same units. Returns whether it did.
bool take_units_of(const GridTable& guide, GridTable& grids);

/// Checks all CheckRequest::plans and returns their figures after those of the layer. Reports where a plan does not
/// cover the same ground; adds to `notes` what was decided of each.
[[nodiscard]] std::vector<PlanFigures> compare_plans(CheckContext& context,
                                                     const std::function<void(const Message&)>& stage,
                                                     std::vector<Message>& notes);

/// Sets errors, warnings and notes.
void count_findings(const Findings& findings, PlanFigures& figures);

}  // namespace grid
