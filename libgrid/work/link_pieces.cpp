#include "libgrid/work/link_pieces.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/work/point_grid.hpp"

namespace grid {

namespace {

/// A straight line between two pieces. One over a hard line is taken only where the others are this much longer.
struct Link {
    static constexpr double crossing_costs = 4;

    std::int32_t from = 0;
    std::int32_t to = 0;
    double metres = 0;
    bool crosses = false;

    [[nodiscard]] auto key() const {
        return std::tuple(metres * (crosses ? crossing_costs : 1), std::min(from, to), std::max(from, to));
    }
};

class PieceLinker {
public:
    PieceLinker(const HardLines& hard, double off_network, RawNetwork& network)
        : m_hard(hard), m_off_network(off_network), m_network(network), m_sets(network.nodes.size()) {}

    void link() {
        for (const RawEdge& edge : m_network.edges)
            m_sets.unite(edge.a, edge.b);
        while (true) {
            const std::map<std::int32_t, std::vector<std::int32_t>> pieces = pieces_with_sites();
            if (pieces.size() < 2) return;
            link_once(pieces);
        }
    }

private:
    /// The nodes of each piece with a site, by the node that stands for it.
    [[nodiscard]] std::map<std::int32_t, std::vector<std::int32_t>> pieces_with_sites() {
        std::map<std::int32_t, std::vector<std::int32_t>> pieces;
        for (const RawNetwork::Place& place : m_network.places)
            pieces.try_emplace(m_sets.find(m_network.node_of(place)));
        for (std::size_t n = 0; n < m_network.nodes.size(); ++n) {
            const auto found = pieces.find(m_sets.find(static_cast<std::int32_t>(n)));
            if (found != pieces.end()) found->second.push_back(static_cast<std::int32_t>(n));
        }
        return pieces;
    }

    void link_once(const std::map<std::int32_t, std::vector<std::int32_t>>& pieces) {
        std::vector<std::int32_t> nodes;
        std::vector<Point> points;
        std::size_t largest = 0;
        for (const auto& [piece, members] : pieces) {
            largest = std::max(largest, members.size());
            for (const std::int32_t n : members) {
                nodes.push_back(n);
                points.push_back(m_network.nodes[static_cast<std::size_t>(n)]);
            }
        }
        const PointGrid grid(points);
        bool has_waited = false;
        std::vector<Link> links;
        for (const auto& [piece, members] : pieces) {
            if (!has_waited && members.size() == largest) {
                has_waited = true;
                continue;
            }
            links.push_back(shortest_link(piece, members, nodes, grid));
        }
        std::ranges::sort(links, {}, &Link::key);
        for (const Link& link : links) {
            if (m_sets.find(link.from) == m_sets.find(link.to)) continue;
            m_sets.unite(link.from, link.to);
            add(link);
        }
    }

    [[nodiscard]] Link shortest_link(std::int32_t piece, const std::vector<std::int32_t>& members,
                                     const std::vector<std::int32_t>& nodes, const PointGrid& grid) {
        constexpr std::size_t looked_at = 4;
        std::optional<Link> best;
        const auto is_elsewhere = [&](std::int32_t i) {
            return m_sets.find(nodes[static_cast<std::size_t>(i)]) != piece;
        };
        for (const std::int32_t from : members) {
            const Point& here = m_network.nodes[static_cast<std::size_t>(from)];
            const double reach = best ? best->metres * (best->crosses ? Link::crossing_costs : 1)
                                      : std::numeric_limits<double>::infinity();
            for (const auto& [metres, i] : grid.nearest(here, looked_at, reach, is_elsewhere)) {
                const std::int32_t to = nodes[static_cast<std::size_t>(i)];
                const Link link{from, to, metres,
                                m_hard.are_crossed(here, m_network.nodes[static_cast<std::size_t>(to)])};
                if (!best || link.key() < best->key()) best = link;
            }
        }
        return *best;
    }

    void add(const Link& link) {
        m_network.edges.push_back({link.from, link.to, link.metres * m_off_network, true});
        WalkGaps& gaps = m_network.gaps;
        gaps.count += 1;
        gaps.crossings += link.crosses ? 1 : 0;
        if (gaps.count > 1 && link.metres <= gaps.longest_m) return;
        gaps.longest_m = link.metres;
        gaps.at = m_network.nodes[static_cast<std::size_t>(link.from)];
    }

    const HardLines& m_hard;
    double m_off_network;
    RawNetwork& m_network;
    DisjointSets m_sets;
};

}  // namespace

void link_pieces(const HardLines& hard, double off_network, RawNetwork& network) {
    if (!network.places.empty()) PieceLinker(hard, off_network, network).link();
}

}  // namespace grid
