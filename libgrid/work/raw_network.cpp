#include "libgrid/work/raw_network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

#include "libgrid/work/link_pieces.hpp"
#include "libgrid/work/point_grid.hpp"

namespace grid {

namespace {

double metres_between(const Point& a, const Point& b) {
    return std::hypot(b.x - a.x, b.y - a.y);
}

class RawMaker {
public:
    RawMaker(const NodedWays& ways, const HardLines& hard, std::span<const Point> sites, const WalkRules& rules)
        : m_ways(ways), m_hard(hard), m_sites(sites), m_rules(rules) {
        m_result.nodes = ways.nodes;
        m_result.places.resize(sites.size());
    }

    RawNetwork make() {
        find_feet();
        add_remote_sites();
        split_pieces();
        place_roadside_sites();
        link_remote_sites();
        link_pieces(m_hard, m_rules.off_network, m_result);
        return std::move(m_result);
    }

private:
    [[nodiscard]] bool is_remote(std::size_t site) const {
        return !m_feet[site] || m_feet[site]->metres > m_rules.roadside_m;
    }

    void find_feet() {
        const WayFinder finder(m_ways);
        for (const Point& site : m_sites)
            m_feet.push_back(finder.nearest(site, m_hard));
    }

    std::int32_t add_node(const Point& at) {
        m_result.nodes.push_back(at);
        return static_cast<std::int32_t>(m_result.nodes.size()) - 1;
    }

    [[nodiscard]] const Point& node(std::int32_t n) const { return m_result.nodes[static_cast<std::size_t>(n)]; }

    [[nodiscard]] Point on_piece(const WayFoot& foot) const {
        const WayPiece& piece = m_ways.pieces[static_cast<std::size_t>(foot.piece)];
        const Point& p = node(piece.from);
        const Point& q = node(piece.to);
        return {p.x + foot.share * (q.x - p.x), p.y + foot.share * (q.y - p.y)};
    }

    /// Sites off the ways are nodes; where they reach a way there is another one.
    void add_remote_sites() {
        for (std::size_t s = 0; s < m_sites.size(); ++s) {
            if (!is_remote(s)) continue;
            m_result.places[s].node = add_node(m_sites[s]);
            m_remote.push_back(static_cast<std::int32_t>(s));
            if (!m_feet[s]) continue;
            const std::int32_t foot = add_node(on_piece(*m_feet[s]));
            m_cuts.push_back({m_feet[s]->piece, m_feet[s]->share, foot});
            m_result.edges.push_back({foot, m_result.places[s].node, m_feet[s]->metres * m_rules.off_network, true});
        }
        std::ranges::sort(m_cuts, {}, [](const Cut& c) { return std::tuple(c.piece, c.share, c.node); });
    }

    void split_pieces() {
        m_first_edge.reserve(m_ways.pieces.size() + 1);
        auto cut = m_cuts.begin();
        for (std::size_t p = 0; p < m_ways.pieces.size(); ++p) {
            m_first_edge.push_back(static_cast<std::int32_t>(m_result.edges.size()));
            std::int32_t from = m_ways.pieces[p].from;
            const auto lead_to = [&](std::int32_t to) {
                m_result.edges.push_back({from, to, metres_between(node(from), node(to))});
                from = to;
            };
            for (; cut != m_cuts.end() && cut->piece == static_cast<std::int32_t>(p); ++cut)
                lead_to(cut->node);
            lead_to(m_ways.pieces[p].to);
        }
        m_first_edge.push_back(static_cast<std::int32_t>(m_result.edges.size()));
    }

    void place_roadside_sites() {
        for (std::size_t s = 0; s < m_sites.size(); ++s) {
            if (is_remote(s)) continue;
            const auto piece = static_cast<std::size_t>(m_feet[s]->piece);
            const WayPiece& whole = m_ways.pieces[piece];
            double offset = m_feet[s]->share * metres_between(node(whole.from), node(whole.to));
            std::int32_t edge = m_first_edge[piece];
            for (; edge + 1 < m_first_edge[piece + 1]; ++edge) {
                const double length = m_result.edges[static_cast<std::size_t>(edge)].length_m;
                if (offset <= length) break;
                offset -= length;
            }
            const double length = m_result.edges[static_cast<std::size_t>(edge)].length_m;
            m_result.places[s] = {edge, std::clamp(offset, 0.0, length), -1};
        }
    }

    /// Straight to the nearest sites off the ways, where that is nearer than to the ways and back.
    void link_remote_sites() {
        constexpr std::size_t neighbours = 8;
        std::vector<Point> at;
        for (const std::int32_t s : m_remote)
            at.push_back(m_sites[static_cast<std::size_t>(s)]);
        const PointGrid grid(at);
        const auto to_way = [this](std::int32_t i) {
            const auto& foot = m_feet[static_cast<std::size_t>(m_remote[static_cast<std::size_t>(i)])];
            return foot ? foot->metres : std::numeric_limits<double>::infinity();
        };
        std::vector<std::pair<std::int32_t, std::int32_t>> links;
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(at.size()); ++i) {
            const Point& here = at[static_cast<std::size_t>(i)];
            const auto is_near = [&](std::int32_t j) {
                const Point& there = at[static_cast<std::size_t>(j)];
                return j != i && metres_between(here, there) < to_way(i) + to_way(j) &&
                       !m_hard.are_crossed(here, there);
            };
            for (const auto& [metres, j] : grid.nearest(here, neighbours, 2 * to_way(i), is_near))
                links.emplace_back(std::min(i, j), std::max(i, j));
        }
        std::ranges::sort(links);
        links.erase(std::unique(links.begin(), links.end()), links.end());
        const auto node_of = [this](std::int32_t i) {
            return m_result.places[static_cast<std::size_t>(m_remote[static_cast<std::size_t>(i)])].node;
        };
        for (const auto& [i, j] : links) {
            const double metres = metres_between(at[static_cast<std::size_t>(i)], at[static_cast<std::size_t>(j)]);
            m_result.edges.push_back({node_of(i), node_of(j), metres * m_rules.off_network, true});
        }
    }

    struct Cut {
        std::int32_t piece = 0;
        double share = 0;
        std::int32_t node = 0;
    };

    const NodedWays& m_ways;
    const HardLines& m_hard;
    std::span<const Point> m_sites;
    const WalkRules& m_rules;
    std::vector<std::optional<WayFoot>> m_feet;  ///< by site
    std::vector<std::int32_t> m_remote;          ///< sites off the ways
    std::vector<Cut> m_cuts;                     ///< of pieces, by piece and share
    std::vector<std::int32_t> m_first_edge;      ///< by piece, and one more: of what became of it
    RawNetwork m_result;
};

}  // namespace

RawNetwork make_raw_network(const NodedWays& ways, const HardLines& hard, std::span<const Point> sites,
                            const WalkRules& rules) {
    return RawMaker(ways, hard, sites, rules).make();
}

}  // namespace grid
