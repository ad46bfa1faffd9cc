#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/layer/plan.hpp"
#include "libgrid/layer/plan_graph.hpp"

namespace grid {

/// A group of zones that is to be divided by itself.
struct PlanGroup {
    PlanGraph graph;
    std::vector<Count> counted;  ///< by vertex: households, or the wanted size for a cell too heavy for a grid
    std::int32_t count = 1;      ///< of grids; where it is free and there were grids before, another may be taken
    double unit_mean = 0;        ///< households of a grid of the unit, thousandths
    double unit_workload = 0;    ///< scaled workload of a grid of the unit
    double even_price = 0;       ///< see PartitionOptions
    bool never_worse = false;    ///< with a higher effort than with a lower one, see PartitionOptions
};

/// How many grids the group may get, ascending: its count, or other ones where there were grids before.
[[nodiscard]] std::vector<std::int32_t> counts_of_group(const PlanGroup& group, const PlanOptions& options);

struct DividedGroup {
    std::vector<std::int32_t> part;  ///< the grid of each vertex, 0 upward
    TrySpread tries;
};

/// See plan_unit().
[[nodiscard]] DividedGroup divide_group(PlanGroup group, const PlanOptions& options);

}  // namespace grid
