#include "libgrid/view/colours.hpp"

#include <algorithm>
#include <cstddef>

namespace grid {

namespace {

/// The polygons in the order in which they are coloured: each has as few as possible of its neighbours before it.
std::vector<std::int32_t> smallest_last(const NeighbourGraph& graph) {
    const std::size_t n = graph.size();
    std::vector<std::size_t> degree(n);
    std::vector<std::vector<std::int32_t>> by_degree;
    const auto put = [&](std::int32_t v) {
        const std::size_t d = degree[static_cast<std::size_t>(v)];
        if (by_degree.size() <= d) by_degree.resize(d + 1);
        by_degree[d].push_back(v);
    };
    for (std::size_t i = n; i-- > 0;) {
        degree[i] = graph.of(static_cast<std::int32_t>(i)).size();
        put(static_cast<std::int32_t>(i));
    }
    std::vector<char> is_taken(n, 0);
    std::vector<std::int32_t> order;
    order.reserve(n);
    std::size_t lowest = 0;
    while (order.size() < n) {
        while (by_degree[lowest].empty())
            ++lowest;
        const std::int32_t v = by_degree[lowest].back();
        by_degree[lowest].pop_back();
        const auto at = static_cast<std::size_t>(v);
        if (is_taken[at] != 0 || degree[at] != lowest) continue;  // it was put elsewhere since
        is_taken[at] = 1;
        order.push_back(v);
        for (const std::int32_t other : graph.of(v)) {
            if (is_taken[static_cast<std::size_t>(other)] != 0) continue;
            --degree[static_cast<std::size_t>(other)];
            put(other);
        }
        if (lowest > 0) --lowest;
    }
    std::ranges::reverse(order);
    return order;
}

class Colouring {
public:
    explicit Colouring(const NeighbourGraph& graph)
        : m_graph(graph), m_colour(graph.size(), none), m_seen(graph.size(), 0), m_used(usual_colours, 0) {}

    std::vector<std::int32_t> run() {
        std::vector<std::int32_t> costly;
        for (const std::int32_t v : smallest_last(m_graph)) {
            give(v);
            if (colour(v) >= usual_colours) costly.push_back(v);
        }
        // What lies around them has changed since.
        for (const std::int32_t v : costly) {
            --m_used[static_cast<std::size_t>(colour(v))];
            colour(v) = none;
            give(v);
        }
        return std::move(m_colour);
    }

private:
    static constexpr std::int32_t none = -1;
    static constexpr std::int32_t usual_colours = 4;

    std::int32_t& colour(std::int32_t v) { return m_colour[static_cast<std::size_t>(v)]; }

    /// The least used of the first `count` colours that no neighbour has; or none.
    std::int32_t free_colour(std::int32_t v, std::int32_t count) {
        std::vector<char> is_near(static_cast<std::size_t>(count), 0);
        for (const std::int32_t other : m_graph.of(v)) {
            const std::int32_t c = colour(other);
            if (c != none && c < count) is_near[static_cast<std::size_t>(c)] = 1;
        }
        std::int32_t best = none;
        for (std::int32_t c = 0; c < count; ++c) {
            const auto at = static_cast<std::size_t>(c);
            if (is_near[at] == 0 && (best == none || m_used[at] < m_used[static_cast<std::size_t>(best)])) best = c;
        }
        return best;
    }

    void give(std::int32_t v) {
        std::int32_t count = usual_colours;
        std::int32_t c = free_colour(v, count);
        while (c == none) {
            c = freed_colour(v, count);
            if (c != none) break;
            ++count;
            if (m_used.size() < static_cast<std::size_t>(count)) m_used.push_back(0);
            c = free_colour(v, count);
        }
        colour(v) = c;
        ++m_used[static_cast<std::size_t>(c)];
    }

    /// A colour of which the neighbours of `v` could be freed by an exchange with another one; or none.
    std::int32_t freed_colour(std::int32_t v, std::int32_t count) {
        for (std::int32_t a = 0; a < count; ++a) {
            for (std::int32_t b = 0; b < count; ++b) {
                if (a != b && exchange(v, a, b)) return a;
            }
        }
        return none;
    }

    /// Exchanges the colours a and b on all chains that begin at neighbours of `v` with the colour a, if none of them
    /// leads to a neighbour with the colour b, and none is very long.
    bool exchange(std::int32_t v, std::int32_t a, std::int32_t b) {
        constexpr std::size_t longest = 20'000;
        ++m_round;
        m_chain.clear();
        const auto add = [this](std::int32_t w) {
            std::uint32_t& seen = m_seen[static_cast<std::size_t>(w)];
            if (seen == m_round) return;
            seen = m_round;
            m_chain.push_back(w);
        };
        for (const std::int32_t w : m_graph.of(v)) {
            if (colour(w) == a) add(w);
        }
        const auto is_beside = [&](std::int32_t w) { return std::ranges::binary_search(m_graph.of(v), w); };
        std::size_t next = 0;
        while (next < m_chain.size()) {  // which grows
            if (m_chain.size() > longest) return false;
            const std::int32_t from = m_chain[next++];
            const std::int32_t opposite = colour(from) == a ? b : a;
            for (const std::int32_t w : m_graph.of(from)) {
                if (colour(w) != opposite) continue;
                if (opposite == b && is_beside(w)) return false;
                add(w);
            }
        }
        for (const std::int32_t w : m_chain) {
            --m_used[static_cast<std::size_t>(colour(w))];
            colour(w) = colour(w) == a ? b : a;
            ++m_used[static_cast<std::size_t>(colour(w))];
        }
        return true;
    }

    const NeighbourGraph& m_graph;
    std::vector<std::int32_t> m_colour;
    std::vector<std::uint32_t> m_seen;
    std::vector<std::int64_t> m_used;
    std::vector<std::int32_t> m_chain;
    std::uint32_t m_round = 0;
};

}  // namespace

std::vector<std::int32_t> choose_colours(const NeighbourGraph& graph) {
    return Colouring(graph).run();
}

}  // namespace grid
