#include "libgrid/layer/cell_graph.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/layer/island_links.hpp"

namespace grid {

namespace {

bool is_general(const Mesh& mesh, std::int32_t cell) {
    return cell != no_cell && mesh.cells[static_cast<std::size_t>(cell)].dedicated < 0;
}

std::vector<CellPair> touching_pairs(const Mesh& mesh) {
    std::vector<CellPair> pieces;
    for (const MeshEdge& edge : mesh.edges) {
        if (edge.left == edge.right || !is_general(mesh, edge.left) || !is_general(mesh, edge.right)) continue;
        const bool hard = (edge.flags & edge_hard) != 0;
        pieces.push_back({std::min(edge.left, edge.right), std::max(edge.left, edge.right), hard ? 0 : edge.length_m,
                          hard ? edge.length_m : 0, hard ? 0 : edge.length_m * static_cast<double>(edge.factor)});
    }
    std::stable_sort(pieces.begin(), pieces.end(), [](const CellPair& a, const CellPair& b) {
        return std::tie(a.first, a.second, a.cost) < std::tie(b.first, b.second, b.cost);
    });
    std::vector<CellPair> pairs;
    for (const CellPair& piece : pieces) {
        if (pairs.empty() || pairs.back().first != piece.first || pairs.back().second != piece.second) {
            pairs.push_back(piece);
            continue;
        }
        pairs.back().soft_m += piece.soft_m;
        pairs.back().hard_m += piece.hard_m;
        pairs.back().cost += piece.cost;
    }
    return pairs;
}

/// Links what does not hang together over barriers either.
void add_links(const Mesh& mesh, CellGraph& graph) {
    DisjointSets sets(graph.zones.size());
    for (const ZoneBorder& border : graph.borders)
        sets.unite(border.a, border.b);
    std::vector<std::int32_t> number(graph.zones.size(), -1);
    std::vector<std::int32_t> island;
    std::vector<Point> at;
    std::int32_t islands = 0;
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
        at.push_back(mesh.cells[c].at);
        island.push_back(-1);
        if (graph.zone[c] < 0) continue;
        std::int32_t& own = number[static_cast<std::size_t>(sets.find(graph.zone[c]))];
        if (own < 0) own = islands++;
        island.back() = own;
    }
    if (islands < 2) return;
    for (const IslandLink& link : link_islands(at, island)) {
        graph.links.push_back({link.first, link.second, 0, 0, 0});
        const auto [a, b] = std::minmax(graph.zone[static_cast<std::size_t>(link.first)],
                                        graph.zone[static_cast<std::size_t>(link.second)]);
        graph.borders.push_back({a, b, 0, link.gap_m});
    }
}

}  // namespace

CellGraph make_cell_graph(const Mesh& mesh) {
    CellGraph graph;
    graph.pairs = touching_pairs(mesh);
    DisjointSets sets(mesh.cells.size());
    for (const CellPair& pair : graph.pairs) {
        if (pair.soft_m > 0) sets.unite(pair.first, pair.second);
    }
    graph.zone.assign(mesh.cells.size(), -1);
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
        const auto cell = static_cast<std::int32_t>(c);
        if (!is_general(mesh, cell)) continue;
        const auto root = static_cast<std::size_t>(sets.find(cell));
        if (graph.zone[root] < 0) {
            graph.zone[root] = static_cast<std::int32_t>(graph.zones.size());
            graph.zones.push_back({0, 0, 0});
        }
        graph.zone[c] = graph.zone[root];
        Zone& zone = graph.zones[static_cast<std::size_t>(graph.zone[c])];
        zone.households += mesh.cells[c].households;
        zone.cells += 1;
        zone.area_m2 += mesh.cells[c].area_m2;
    }
    std::map<std::pair<std::int32_t, std::int32_t>, double> over_hard;
    for (const CellPair& pair : graph.pairs) {
        const auto [a, b] = std::minmax(graph.zone[static_cast<std::size_t>(pair.first)],
                                        graph.zone[static_cast<std::size_t>(pair.second)]);
        if (a != b) over_hard[{a, b}] += pair.hard_m;
    }
    for (const auto& [zones, length] : over_hard)
        graph.borders.push_back({zones.first, zones.second, length, 0});
    add_links(mesh, graph);
    return graph;
}

}  // namespace grid
