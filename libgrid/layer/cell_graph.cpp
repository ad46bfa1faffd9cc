#include "libgrid/layer/cell_graph.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "libgrid/core/disjoint_sets.hpp"

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
                          hard ? edge.length_m : 0, edge.length_m * static_cast<double>(edge.factor)});
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

/// Joins the zone sets that do not touch: each smaller one to the nearest cell of another, until all hang together.
void link_islands(const Mesh& mesh, CellGraph& graph) {
    const std::size_t zones = graph.zones.size();
    DisjointSets sets(zones);
    for (const ZoneBorder& border : graph.borders)
        sets.unite(border.a, border.b);
    std::map<std::int32_t, std::vector<std::int32_t>> islands;  // root zone -> cells
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
        if (graph.zone[c] >= 0) islands[sets.find(graph.zone[c])].push_back(static_cast<std::int32_t>(c));
    }
    if (islands.size() < 2) return;
    std::vector<std::vector<std::int32_t>> parts;
    for (auto& [root, cells] : islands)
        parts.push_back(std::move(cells));
    std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (std::size_t p = 1; p < parts.size(); ++p) {  // to the nearest of the larger parts
        double best = std::numeric_limits<double>::max();
        std::pair<std::int32_t, std::int32_t> link{};
        for (std::size_t q = 0; q < p; ++q) {
            for (const std::int32_t a : parts[p]) {
                const Point& from = mesh.cells[static_cast<std::size_t>(a)].at;
                for (const std::int32_t b : parts[q]) {
                    const Point& to = mesh.cells[static_cast<std::size_t>(b)].at;
                    const double distance = std::hypot(to.x - from.x, to.y - from.y);
                    if (distance >= best) continue;
                    best = distance;
                    link = std::minmax(a, b);
                }
            }
        }
        graph.links.push_back({link.first, link.second, 0, 0, 0});
        const auto [a, b] = std::minmax(graph.zone[static_cast<std::size_t>(link.first)],
                                        graph.zone[static_cast<std::size_t>(link.second)]);
        graph.borders.push_back({a, b, 0});
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
            graph.zones.push_back({0, 0});
        }
        graph.zone[c] = graph.zone[root];
        Zone& zone = graph.zones[static_cast<std::size_t>(graph.zone[c])];
        zone.households += mesh.cells[c].households;
        zone.cells += 1;
    }
    std::map<std::pair<std::int32_t, std::int32_t>, double> over_hard;
    for (const CellPair& pair : graph.pairs) {
        const auto [a, b] = std::minmax(graph.zone[static_cast<std::size_t>(pair.first)],
                                        graph.zone[static_cast<std::size_t>(pair.second)]);
        if (a != b) over_hard[{a, b}] += pair.hard_m;
    }
    for (const auto& [zones, length] : over_hard)
        graph.borders.push_back({zones.first, zones.second, length});
    link_islands(mesh, graph);
    return graph;
}

}  // namespace grid
