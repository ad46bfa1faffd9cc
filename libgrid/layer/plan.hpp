#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "libgrid/layer/apportion.hpp"
#include "libgrid/mesh/mesh.hpp"
#include "libgrid/partition/partition.hpp"

namespace grid {

/// The grids that were there before.
struct PreviousPlan {
    std::vector<std::int32_t> grid;  ///< by cell; any numbers from 0 on; -1: in none
    double stability = 0.5;          ///< see PreviousSource
};

struct PlanOptions {
    GridSize size;                      ///< limits of a grid where the count is free
    std::optional<std::int32_t> count;  ///< general grids that the unit gets, where it is fixed
    double tolerance = 0.1;             ///< wanted |dev| of households
    double workload_tolerance = 0.1;
    double evenness = 0;        ///< see Profile
    bool has_workload = false;  ///< balance workload as well
    Effort effort = Effort::normal;
    std::uint64_t seed = 1;
    std::int32_t tries = 1;                ///< seeds of which the best division counts, for each group by itself
    std::optional<PreviousPlan> previous;  ///< plan so that little changes
    std::vector<std::pair<std::int32_t, std::int32_t>> apart;  ///< cells that are to be in different grids
    std::vector<VertexSites> sites;  ///< by cell, for `max_radius`; empty: sites may be as far as they like
    double max_radius = 0;           ///< metres from the centre of the households of a grid to its sites
    std::function<void(const Graph&, const PartitionOptions&)> on_problem;  ///< told of every problem, if set
    /// Told, if set, how many grids there will be at least, dedicated ones included, before any work is done; may
    /// throw.
    std::function<void(std::int32_t)> on_count;
};

/// What several tries cost: borders (metres times class factor), grids off the mean, and moving where there were grids
/// before.
struct TrySpread {
    double best = 0;
    double first = 0;
    double worst = 0;

    void operator+=(const TrySpread& other) {
        best += other.best;
        first += other.first;
        worst += other.worst;
    }
};

/// Which cell belongs to which grid.
struct UnitPlan {
    std::vector<std::int32_t> grid;  ///< by cell
    std::int32_t grid_count = 0;     ///< general grids first, then the dedicated ones
    std::int32_t general_count = 0;
    CountFit fit = CountFit::fits;
    bool spans_hard_barrier = false;  ///< some grid lies on both sides of a hard barrier
    bool disconnected = false;        ///< some grid has several parts that do not touch
    /// Where there are such grids and the count is given: the smallest tolerance with which there need be none.
    std::optional<double> tolerance_of_parts;
    TrySpread tries;
};

/// Plans one unit. Cells of a dedicated area make up a grid of their own. The other cells fall into zones, between
/// which lie hard barriers (or nothing): zones that can hold grids of the right size are divided by themselves, the
/// others are taken together first (group_zones). Where the count is free, a cell with more households than the maximum
/// is a grid of its own, and counts as one of the wanted size when the number of grids is chosen.
/// Each group is then partitioned, households and workload within their tolerances of the unit's means (see
/// limits_of_group). Where the count is free and the tolerance cannot be kept, it is tried with that of the group's
/// mean, and with the limits of a grid alone; what misses these by least counts. With a given count a higher effort is
/// never worse than a lower one.
/// With `max_radius`, more grids are tried where the count is free and sites are too far; what misses the limits of a
/// grid by least counts, then what is too far by least, then the tolerance.
/// A group with cells that are all to be apart has at least as many grids as these, if there are cells for them.
/// Where there were grids before, the number of grids of a group is, of those that the limits allow, the one with which
/// the least changes: as many as there were, fewer where small ones can be joined, more where large ones can be split.
[[nodiscard]] UnitPlan plan_unit(const Mesh& mesh, const PlanOptions& options);

}  // namespace grid
