#include "libgrid/layer/plan_graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace grid {

namespace {

struct Arc {
    std::int32_t from;  ///< vertices
    std::int32_t to;
    double weight;
};

/// What the graphs are made of, in one walk over all cells and pairs.
class GraphMaker {
public:
    GraphMaker(const Mesh& mesh, const CellGraph& cells, const ZoneGroups& groups)
        : m_mesh(mesh), m_graphs(groups.count.size()), m_arcs(groups.count.size()) {
        for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
            const std::int32_t zone = cells.zone[c];
            m_group.push_back(zone < 0 ? -1 : groups.group[static_cast<std::size_t>(zone)]);
            m_vertex.push_back(-1);
            if (zone < 0) continue;
            std::vector<std::int32_t>& members = m_graphs[static_cast<std::size_t>(m_group.back())].cell;
            m_vertex.back() = static_cast<std::int32_t>(members.size());
            members.push_back(static_cast<std::int32_t>(c));
        }
        for (const CellPair& pair : cells.pairs) {
            const bool joined =
                cells.zone[static_cast<std::size_t>(pair.first)] != cells.zone[static_cast<std::size_t>(pair.second)];
            if (pair.soft_m > 0 || joined) add(pair);
        }
        for (const std::int32_t joint : groups.joints) {
            const std::int32_t link = cells.link_of(joint);
            if (link >= 0) add(cells.links[static_cast<std::size_t>(link)]);
        }
    }

    void keep_apart(std::span<const std::pair<std::int32_t, std::int32_t>> pairs) {
        for (const auto& [one, other] : pairs) {
            const auto first = static_cast<std::size_t>(one);
            const auto second = static_cast<std::size_t>(other);
            if (m_group[first] < 0 || m_group[first] != m_group[second] || first == second) continue;
            m_graphs[static_cast<std::size_t>(m_group[first])].graph.apart.emplace_back(m_vertex[first],
                                                                                        m_vertex[second]);
        }
    }

    void keep_near(std::span<const VertexSites> sites, double max_radius) {
        if (sites.empty()) return;
        for (PlanGraph& made : m_graphs) {
            made.graph.max_radius = max_radius;
            for (const std::int32_t cell : made.cell)
                made.graph.sites.push_back(sites[static_cast<std::size_t>(cell)]);
        }
    }

    std::vector<PlanGraph> make(const WorkloadScale* workload) {
        for (std::size_t g = 0; g < m_graphs.size(); ++g)
            fill(m_graphs[g], m_arcs[g], workload);
        return std::move(m_graphs);
    }

private:
    /// An edge, if both cells are in one group.
    void add(const CellPair& pair) {
        const auto first = static_cast<std::size_t>(pair.first);
        const auto second = static_cast<std::size_t>(pair.second);
        if (m_group[first] < 0 || m_group[first] != m_group[second]) return;
        std::vector<Arc>& arcs = m_arcs[static_cast<std::size_t>(m_group[first])];
        arcs.push_back({m_vertex[first], m_vertex[second], pair.cost});
        arcs.push_back({m_vertex[second], m_vertex[first], pair.cost});
    }

    void fill(PlanGraph& made, std::vector<Arc>& arcs, const WorkloadScale* workload) const {
        std::sort(arcs.begin(), arcs.end(),
                  [](const Arc& a, const Arc& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
        Graph& graph = made.graph;
        graph.criteria = workload != nullptr ? 2 : 1;
        graph.offsets.assign(made.cell.size() + 1, 0);
        for (const Arc& arc : arcs) {
            ++graph.offsets[static_cast<std::size_t>(arc.from) + 1];
            graph.adjacency.push_back(arc.to);
            graph.edge_weight.push_back(arc.weight);
        }
        for (std::size_t v = 0; v < made.cell.size(); ++v) {
            graph.offsets[v + 1] += graph.offsets[v];
            const MeshCell& cell = m_mesh.cells[static_cast<std::size_t>(made.cell[v])];
            graph.weight.push_back(cell.households);
            if (workload != nullptr) graph.weight.push_back(workload->scaled(cell.workload));
            graph.x.push_back(cell.at.x);
            graph.y.push_back(cell.at.y);
        }
    }

    const Mesh& m_mesh;
    std::vector<std::int32_t> m_group;   ///< by cell; -1: in none
    std::vector<std::int32_t> m_vertex;  ///< by cell, in the graph of its group
    std::vector<PlanGraph> m_graphs;
    std::vector<std::vector<Arc>> m_arcs;  ///< by group
};

}  // namespace

WorkloadScale::WorkloadScale(const Mesh& mesh) {
    double total = 0;
    for (const MeshCell& cell : mesh.cells)
        total += cell.workload;
    if (total > 0) m_factor = std::ldexp(1.0, 40) / total;
}

std::int64_t WorkloadScale::scaled(double workload) const {
    return std::llround(workload * m_factor);
}

std::vector<PlanGraph> make_plan_graphs(const Mesh& mesh, const CellGraph& cells, const ZoneGroups& groups,
                                        const WorkloadScale* workload,
                                        std::span<const std::pair<std::int32_t, std::int32_t>> apart,
                                        std::span<const VertexSites> sites, double max_radius) {
    GraphMaker maker(mesh, cells, groups);
    maker.keep_apart(apart);
    maker.keep_near(sites, max_radius);
    return maker.make(workload);
}

std::int32_t most_apart(const Graph& graph) {
    std::map<std::int32_t, std::set<std::int32_t>> others;
    for (const auto& [one, other] : graph.apart) {
        others[one].insert(other);
        others[other].insert(one);
    }
    std::vector<std::pair<std::size_t, std::int32_t>> order;
    for (const auto& [vertex, from] : others)
        order.emplace_back(from.size(), vertex);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::tuple(b.first, a.second) < std::tuple(a.first, b.second);
    });
    std::vector<std::int32_t> chosen;
    for (const auto& [pairs, vertex] : order) {
        const std::set<std::int32_t>& from = others[vertex];
        if (std::all_of(chosen.begin(), chosen.end(), [&from](std::int32_t c) { return from.contains(c); }))
            chosen.push_back(vertex);
    }
    return std::max(1, static_cast<std::int32_t>(chosen.size()));
}

}  // namespace grid
