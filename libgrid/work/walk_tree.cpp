#include "libgrid/work/walk_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <queue>
#include <tuple>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/mesh/voronoi.hpp"

namespace grid {

namespace {

struct ByLength {
    bool operator()(const TreeEdge& x, const TreeEdge& y) const {
        return std::tie(x.metres, x.a, x.b) > std::tie(y.metres, y.a, y.b);
    }
};

/// Takes edges in ascending order of their length (Kruskal).
class TreeBuilder {
public:
    explicit TreeBuilder(std::size_t sites) : m_sets(sites), m_missing(sites > 0 ? sites - 1 : 0) {}

    void take(const TreeEdge& edge) {
        if (m_sets.find(edge.a) == m_sets.find(edge.b)) return;
        m_sets.unite(edge.a, edge.b);
        m_tree.push_back(edge);
        --m_missing;
    }
    [[nodiscard]] bool is_complete() const { return m_missing == 0; }
    [[nodiscard]] std::vector<TreeEdge> tree() { return std::move(m_tree); }

private:
    DisjointSets m_sets;
    std::size_t m_missing;
    std::vector<TreeEdge> m_tree;
};

/// One search from all sites at once.
class NetworkTree {
public:
    NetworkTree(const WalkNetwork& network, std::span<const std::int32_t> sites)
        : m_network(network),
          m_sites(sites),
          m_builder(sites.size()),
          m_reached(network.junctions.size(), std::numeric_limits<double>::infinity()),
          m_owner(network.junctions.size(), -1),
          m_is_settled(network.junctions.size(), 0),
          m_on(network.stretches.size()) {}

    std::vector<TreeEdge> build() {
        start();
        while (!m_builder.is_complete() && !m_queue.empty()) {
            const auto [metres, owner, junction] = m_queue.top();
            m_queue.pop();
            take_edges_up_to(2 * metres);
            if (m_is_settled[static_cast<std::size_t>(junction)] != 0) continue;
            m_is_settled[static_cast<std::size_t>(junction)] = 1;
            settle(junction);
        }
        take_edges_up_to(std::numeric_limits<double>::infinity());
        return m_builder.tree();
    }

private:
    /// The first and the last of the sites on a stretch, from its `a`.
    struct OnStretch {
        std::int32_t first = -1;
        std::int32_t last = -1;
    };

    [[nodiscard]] const WalkPlace& place(std::int32_t i) const {
        return m_network.places[static_cast<std::size_t>(m_sites[static_cast<std::size_t>(i)])];
    }
    [[nodiscard]] const Stretch& stretch(std::int32_t s) const {
        return m_network.stretches[static_cast<std::size_t>(s)];
    }

    void start() {
        std::vector<std::int32_t> order(m_sites.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::sort(order, [this](std::int32_t i, std::int32_t j) {
            return std::tuple(place(i), i) < std::tuple(place(j), j);
        });
        for (const std::int32_t i : order) {
            const WalkPlace& here = place(i);
            if (here.stretch < 0) continue;
            OnStretch& on = m_on[static_cast<std::size_t>(here.stretch)];
            if (on.first < 0) on.first = i;
            if (on.last >= 0) add_edge(on.last, i, here.offset_m - place(on.last).offset_m);
            on.last = i;
            reach(stretch(here.stretch).a, i, here.offset_m);
            reach(stretch(here.stretch).b, i, stretch(here.stretch).length_m - here.offset_m);
        }
    }

    void reach(std::int32_t junction, std::int32_t owner, double metres) {
        const auto j = static_cast<std::size_t>(junction);
        if (std::tie(metres, owner) >= std::tie(m_reached[j], m_owner[j]) && m_owner[j] >= 0) return;
        m_reached[j] = metres;
        m_owner[j] = owner;
        m_queue.emplace(metres, owner, junction);
    }

    void add_edge(std::int32_t a, std::int32_t b, double metres) {
        if (a != b) m_edges.push({std::min(a, b), std::max(a, b), metres});
    }

    /// No shorter edge will be found any more.
    void take_edges_up_to(double metres) {
        while (!m_edges.empty() && m_edges.top().metres <= metres) {
            m_builder.take(m_edges.top());
            m_edges.pop();
        }
    }

    void settle(std::int32_t junction) {
        const auto j = static_cast<std::size_t>(junction);
        for (const Departure& way : m_network.departures(junction)) {
            const Stretch& along = stretch(way.stretch);
            const OnStretch& on = m_on[static_cast<std::size_t>(way.stretch)];
            if (on.first >= 0) {  // the way leads to a site before it leads to the other end
                if (along.a == junction) add_edge(m_owner[j], on.first, m_reached[j] + place(on.first).offset_m);
                if (along.b == junction)
                    add_edge(m_owner[j], on.last, m_reached[j] + along.length_m - place(on.last).offset_m);
                continue;
            }
            const auto o = static_cast<std::size_t>(way.to);
            if (m_is_settled[o] != 0)
                add_edge(m_owner[j], m_owner[o], m_reached[j] + along.length_m + m_reached[o]);
            else
                reach(way.to, m_owner[j], m_reached[j] + along.length_m);
        }
    }

    const WalkNetwork& m_network;
    std::span<const std::int32_t> m_sites;
    TreeBuilder m_builder;
    std::vector<double> m_reached;                                 ///< by junction: metres from its owner
    std::vector<std::int32_t> m_owner;                             ///< by junction: the nearest site
    std::vector<char> m_is_settled;                                ///< by junction
    std::vector<OnStretch> m_on;                                   ///< by stretch
    using Entry = std::tuple<double, std::int32_t, std::int32_t>;  ///< metres, owner, junction
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_queue;
    std::priority_queue<TreeEdge, std::vector<TreeEdge>, ByLength> m_edges;
};

std::vector<TreeEdge> straight_tree(const WalkNetwork& network, std::span<const std::int32_t> sites) {
    TreeBuilder builder(sites.size());
    std::vector<TreeEdge> edges;
    const auto at = [&](std::int32_t i) -> const Point& {
        return network.sites[static_cast<std::size_t>(sites[static_cast<std::size_t>(i)])];
    };
    const auto add = [&](std::int32_t a, std::int32_t b) {
        const double metres = std::hypot(at(b).x - at(a).x, at(b).y - at(a).y) * network.off_network;
        edges.push_back({std::min(a, b), std::max(a, b), metres});
    };
    std::vector<std::int32_t> order(sites.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order,
                      [&](std::int32_t i, std::int32_t j) { return std::tuple(at(i), i) < std::tuple(at(j), j); });
    Box box;
    for (const std::int32_t i : order)
        box.add(at(i));
    constexpr double margin_m = 1;  // the edge between two sites passes between them, also where all are in line
    const Box around{box.min_x - margin_m, box.min_y - margin_m, box.max_x + margin_m, box.max_y + margin_m};
    const Lattice lattice(around, plane_of(around, {1, 1}));
    const auto on_lattice = [&](const Point& p) { return lattice.at({p.x, p.y}); };
    std::vector<Generator> generators;
    for (const std::int32_t i : order) {
        const LatticePoint here = on_lattice(at(i));
        if (!generators.empty() && generators.back().at == here)
            add(generators.back().label, i);
        else
            generators.push_back({here, i});
    }
    const LatticeBox whole{on_lattice({around.min_x, around.min_y}), on_lattice({around.max_x, around.max_y})};
    for (const VoronoiEdge& edge : voronoi_borders(generators, whole, lattice))
        add(edge.left_label, edge.right_label);
    std::ranges::sort(edges, [](const TreeEdge& x, const TreeEdge& y) { return ByLength()(y, x); });
    for (const TreeEdge& edge : edges)
        builder.take(edge);
    return builder.tree();
}

}  // namespace

std::vector<TreeEdge> walking_tree(const WalkNetwork& network, std::span<const std::int32_t> sites) {
    if (sites.size() < 2) return {};
    return network.is_straight() ? straight_tree(network, sites) : NetworkTree(network, sites).build();
}

std::vector<double> half_edges(std::span<const TreeEdge> tree, std::size_t sites) {
    std::vector<double> halves(sites, 0);
    for (const TreeEdge& edge : tree) {
        halves[static_cast<std::size_t>(edge.a)] += edge.metres / 2;
        halves[static_cast<std::size_t>(edge.b)] += edge.metres / 2;
    }
    return halves;
}

}  // namespace grid
