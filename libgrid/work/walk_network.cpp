#include "libgrid/work/walk_network.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/work/raw_network.hpp"

namespace grid {

namespace {

constexpr double join_m = 0.5;  // a loose end reaches so far

/// Puts the pieces between junctions together.
class StretchMaker {
public:
    explicit StretchMaker(const RawNetwork& raw) : m_raw(raw), m_on(raw.edges.size()) {}

    WalkNetwork make() {
        find_needed();
        find_incident();
        const auto nodes = static_cast<std::int32_t>(m_raw.nodes.size());
        for (std::int32_t n = 0; n < nodes; ++n) {
            if (is_junction(n)) follow_all(n);
        }
        for (std::int32_t n = 0; n < nodes; ++n)
            follow_all(n);  // rings without a junction
        for (const RawNetwork::Place& place : m_raw.places)
            m_result.places.push_back(place_of(place));
        index_stretches();
        m_result.gaps = m_raw.gaps;
        return std::move(m_result);
    }

private:
    /// What a piece of the network without sites is made of is left out.
    void find_needed() {
        DisjointSets sets(m_raw.nodes.size());
        for (const RawEdge& edge : m_raw.edges)
            sets.unite(edge.a, edge.b);
        std::vector<char> has_site(m_raw.nodes.size(), 0);
        for (const RawNetwork::Place& place : m_raw.places)
            has_site[static_cast<std::size_t>(sets.find(m_raw.node_of(place)))] = 1;
        for (const RawEdge& edge : m_raw.edges)
            m_is_needed.push_back(has_site[static_cast<std::size_t>(sets.find(edge.a))]);
    }

    void find_incident() {
        m_first.assign(m_raw.nodes.size() + 1, 0);
        const auto for_needed = [this](auto&& act) {
            for (std::size_t e = 0; e < m_raw.edges.size(); ++e) {
                if (m_is_needed[e] == 0) continue;
                act(m_raw.edges[e].a, e);
                act(m_raw.edges[e].b, e);
            }
        };
        for_needed([this](std::int32_t node, std::size_t) { ++m_first[static_cast<std::size_t>(node) + 1]; });
        for (std::size_t n = 1; n < m_first.size(); ++n)
            m_first[n] += m_first[n - 1];
        m_incident.resize(m_first.back());
        std::vector<std::size_t> cursor(m_first.begin(), m_first.end() - 1);
        for_needed([&](std::int32_t node, std::size_t edge) {
            m_incident[cursor[static_cast<std::size_t>(node)]++] = static_cast<std::int32_t>(edge);
        });
        m_junction.assign(m_raw.nodes.size(), -1);
    }

    [[nodiscard]] std::span<const std::int32_t> edges_at(std::int32_t node) const {
        const auto n = static_cast<std::size_t>(node);
        return {m_incident.data() + m_first[n], m_incident.data() + m_first[n + 1]};
    }
    /// Where ways branch, end, or are left.
    [[nodiscard]] bool is_junction(std::int32_t node) const {
        const auto edges = edges_at(node);
        return edges.size() != 2 || std::ranges::any_of(edges, [this](std::int32_t e) {
                   return m_raw.edges[static_cast<std::size_t>(e)].is_straight;
               });
    }

    std::int32_t junction(std::int32_t node) {
        std::int32_t& id = m_junction[static_cast<std::size_t>(node)];
        if (id < 0) {
            id = static_cast<std::int32_t>(m_result.junctions.size());
            m_result.junctions.push_back(m_raw.nodes[static_cast<std::size_t>(node)]);
        }
        return id;
    }

    void follow_all(std::int32_t node) {
        for (const std::int32_t edge : edges_at(node)) {
            if (m_on[static_cast<std::size_t>(edge)].stretch < 0) follow(node, edge);
        }
    }

    /// From a node along an edge to the next junction, or around a ring.
    void follow(std::int32_t start, std::int32_t edge) {
        Stretch stretch;
        stretch.a = junction(start);
        stretch.first_shape = static_cast<std::uint32_t>(m_result.shape.size());
        const auto id = static_cast<std::int32_t>(m_result.stretches.size());
        std::int32_t node = start;
        m_result.shape.push_back(m_raw.nodes[static_cast<std::size_t>(node)]);
        while (true) {
            const RawEdge& raw = m_raw.edges[static_cast<std::size_t>(edge)];
            const bool is_backward = raw.a != node;
            m_on[static_cast<std::size_t>(edge)] = {id, stretch.length_m, is_backward};
            stretch.length_m += raw.length_m;
            node = is_backward ? raw.a : raw.b;
            m_result.shape.push_back(m_raw.nodes[static_cast<std::size_t>(node)]);
            if (node == start || is_junction(node)) break;
            const auto both = edges_at(node);
            edge = both[0] == edge ? both[1] : both[0];
        }
        stretch.b = junction(node);
        stretch.shape_count = static_cast<std::uint32_t>(m_result.shape.size()) - stretch.first_shape;
        m_result.stretches.push_back(stretch);
    }

    [[nodiscard]] WalkPlace place_of(const RawNetwork::Place& place) const {
        if (place.edge >= 0) return on_stretch(place.edge, place.offset_m);
        const auto edges = edges_at(place.node);
        if (edges.empty()) return {};
        const RawEdge& edge = m_raw.edges[static_cast<std::size_t>(edges[0])];
        return on_stretch(edges[0], edge.a == place.node ? 0 : edge.length_m);
    }

    [[nodiscard]] WalkPlace on_stretch(std::int32_t edge, double offset_m) const {
        const OnStretch& on = m_on[static_cast<std::size_t>(edge)];
        if (on.is_backward) offset_m = m_raw.edges[static_cast<std::size_t>(edge)].length_m - offset_m;
        return {on.stretch, on.before_m + offset_m};
    }

    void index_stretches() {
        m_result.first_at.assign(m_result.junctions.size() + 1, 0);
        for (const Stretch& s : m_result.stretches) {
            ++m_result.first_at[static_cast<std::size_t>(s.a) + 1];
            ++m_result.first_at[static_cast<std::size_t>(s.b) + 1];
        }
        for (std::size_t j = 1; j < m_result.first_at.size(); ++j)
            m_result.first_at[j] += m_result.first_at[j - 1];
        m_result.at.resize(m_result.first_at.back());
        std::vector<std::uint32_t> cursor(m_result.first_at.begin(), m_result.first_at.end() - 1);
        for (std::size_t s = 0; s < m_result.stretches.size(); ++s) {
            const Stretch& along = m_result.stretches[s];
            for (const auto& [from, to] : {std::pair(along.a, along.b), {along.b, along.a}})
                m_result.at[cursor[static_cast<std::size_t>(from)]++] = {static_cast<std::int32_t>(s), to,
                                                                         along.length_m};
        }
    }

    struct OnStretch {
        std::int32_t stretch = -1;
        double before_m = 0;  ///< from the stretch's `a` to the edge
        bool is_backward = false;
    };

    const RawNetwork& m_raw;
    std::vector<OnStretch> m_on;  ///< by edge
    std::vector<char> m_is_needed;
    std::vector<std::size_t> m_first;  ///< by node, and one more: into m_incident
    std::vector<std::int32_t> m_incident;
    std::vector<std::int32_t> m_junction;  ///< by node
    WalkNetwork m_result;
};

}  // namespace

WalkNetwork make_walk_network(std::span<const Way> ways, std::span<const Way> hard, std::span<const Point> sites,
                              const WalkRules& rules) {
    const NodedWays noded = node_ways(ways, join_m);
    WalkNetwork network;
    if (!noded.pieces.empty() && !sites.empty())
        network = StretchMaker(make_raw_network(noded, HardLines(hard), sites, rules)).make();
    network.places.resize(sites.size());
    network.sites.assign(sites.begin(), sites.end());
    network.off_network = rules.off_network;
    return network;
}

}  // namespace grid
