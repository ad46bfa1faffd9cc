#pragma once

#include <cstdint>
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
/// joints.
[[nodiscard]] std::vector<PlanGraph> make_plan_graphs(const Mesh& mesh, const CellGraph& cells,
                                                      const ZoneGroups& groups, const WorkloadScale* workload);

}  // namespace grid
