#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/layer/cell_graph.hpp"
#include "libgrid/mesh/mesh.hpp"
#include "libgrid/partition/graph.hpp"

namespace grid {

/// Workload as integers for the partitioner: the unit's total is about 2^40.
class WorkloadScale {
public:
    explicit WorkloadScale(const Mesh& mesh);
    [[nodiscard]] std::int64_t scaled(double workload) const;

private:
    double m_factor = 0;
};

/// The graph of the cells of a group of zones, as the partition stage wants it.
struct PlanGraph {
    Graph graph;
    std::vector<std::int32_t> cell;  ///< by vertex, ascending
};

/// The graphs of all groups, with a second criterion if `workload` is given. Cells of one zone that meet only at a hard
/// barrier are no neighbours; those of zones that are taken together are, and so are the ends of the links among the
/// joints. `apart`: cells that are to be in different grids; `sites` by cell, see Graph::sites; may be empty.
[[nodiscard]] std::vector<PlanGraph> make_plan_graphs(const Mesh& mesh, const CellGraph& cells,
                                                      const ZoneGroups& groups, const WorkloadScale* workload,
                                                      std::span<const std::pair<std::int32_t, std::int32_t>> apart = {},
                                                      std::span<const VertexSites> sites = {}, double max_radius = 0);

/// How many vertices of a graph are all to be apart from each other, at least: found by taking those with most such
/// pairs first. 1 where there are none.
[[nodiscard]] std::int32_t most_apart(const Graph& graph);

}  // namespace grid
