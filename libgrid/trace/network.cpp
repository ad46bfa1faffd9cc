#include "libgrid/trace/network.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <tuple>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/predicates.hpp"

namespace grid {

namespace {

// An edge at one of its vertices: 2 * edge, plus 1 at the end `b`. As a half it leaves that vertex.
using EdgeEnd = std::int32_t;

class Builder {
public:
    Builder(const Mesh& mesh, const std::vector<std::int32_t>& plan) : m_mesh(mesh), m_plan(plan) {}

    Network build() {
        collect_ends();
        walk_chains();
        order_chains();
        make_nodes();
        return std::move(m_network);
    }

private:
    [[nodiscard]] std::int32_t grid_of(std::int32_t cell) const {
        return cell == no_cell ? no_cell : m_plan[static_cast<std::size_t>(cell)];
    }
    [[nodiscard]] const MeshEdge& edge(EdgeEnd end) const { return m_mesh.edges[static_cast<std::size_t>(end) / 2]; }
    [[nodiscard]] std::int32_t vertex(EdgeEnd end) const { return end % 2 == 0 ? edge(end).a : edge(end).b; }
    [[nodiscard]] std::int32_t left_cell(EdgeEnd end) const { return end % 2 == 0 ? edge(end).left : edge(end).right; }
    [[nodiscard]] std::span<const EdgeEnd> ends_at(std::int32_t v) const {
        const auto i = static_cast<std::size_t>(v);
        return std::span(m_ends).subspan(m_first[i], m_first[i + 1] - m_first[i]);
    }

    [[noreturn]] static void fail(const MeshVertex& at, const Message& message) {
        Place place;
        place.at = at.output;
        throw GeometryError(message, place);
    }

    // The ends of all border edges, grouped by vertex.
    void collect_ends() {
        m_first.assign(m_mesh.vertices.size() + 1, 0);
        std::vector<std::size_t> borders;
        for (std::size_t i = 0; i < m_mesh.edges.size(); ++i) {
            const MeshEdge& e = m_mesh.edges[i];
            if (grid_of(e.left) == grid_of(e.right)) continue;
            borders.push_back(i);
            ++m_first[static_cast<std::size_t>(e.a) + 1];
            ++m_first[static_cast<std::size_t>(e.b) + 1];
        }
        for (std::size_t v = 0; v < m_mesh.vertices.size(); ++v)
            m_first[v + 1] += m_first[v];
        m_ends.resize(m_first.back());
        std::vector<std::size_t> fill(m_first.begin(), m_first.end() - 1);
        for (const std::size_t i : borders) {
            const auto end = static_cast<EdgeEnd>(2 * i);
            m_ends[fill[static_cast<std::size_t>(m_mesh.edges[i].a)]++] = end;
            m_ends[fill[static_cast<std::size_t>(m_mesh.edges[i].b)]++] = end + 1;
        }
    }

    [[nodiscard]] bool is_node(std::int32_t v) const { return ends_at(v).size() > 2; }

    // Appends the points of the edge after its first one, walking from `end`.
    void append(Chain& chain, EdgeEnd end) const {
        const MeshEdge& e = edge(end);
        for (std::uint32_t i = 0; i < e.shape_count; ++i) {
            const std::uint32_t k = end % 2 == 0 ? i : e.shape_count - 1 - i;
            chain.points.push_back(m_mesh.shape[e.first_shape + k]);
        }
        chain.points.push_back(m_mesh.vertices[static_cast<std::size_t>(vertex(end ^ 1))]);
        const bool is_outline = e.left == no_cell || e.right == no_cell;
        chain.flags.resize(chain.points.size() - 1,
                           static_cast<std::uint8_t>(e.flags | (is_outline ? edge_outline : 0)));
    }

    void walk(EdgeEnd start) {
        Chain chain;
        chain.left_cell = left_cell(start);
        chain.right_cell = left_cell(start ^ 1);
        chain.left = grid_of(chain.left_cell);
        chain.right = grid_of(chain.right_cell);
        chain.first = vertex(start);
        chain.points.push_back(m_mesh.vertices[static_cast<std::size_t>(chain.first)]);
        for (EdgeEnd end = start;;) {
            m_done[static_cast<std::size_t>(end) / 2] = true;
            append(chain, end);
            const EdgeEnd arrived = end ^ 1;
            chain.last = vertex(arrived);
            if (is_node(chain.last)) break;
            const auto ends = ends_at(chain.last);
            if (ends.size() != 2) fail(chain.points.back(), msg("a border between two grids ends"));
            end = ends[0] == arrived ? ends[1] : ends[0];
            if (grid_of(left_cell(end)) != chain.left || grid_of(left_cell(end ^ 1)) != chain.right) {
                fail(chain.points.back(), msg("the grids on both sides of a border change without a node"));
            }
            if (m_done[static_cast<std::size_t>(end) / 2]) break;
        }
        if (!is_node(chain.first)) chain.first = chain.last = -1;
        m_network.chains.push_back(std::move(chain));
    }

    // Chains from the nodes first; what is left over are rings without a node.
    void walk_chains() {
        m_done.assign(m_mesh.edges.size(), false);
        for (std::int32_t v = 0; v < static_cast<std::int32_t>(m_mesh.vertices.size()); ++v) {
            if (!is_node(v)) continue;
            for (const EdgeEnd end : ends_at(v)) {
                if (!m_done[static_cast<std::size_t>(end) / 2]) walk(end);
            }
        }
        for (const EdgeEnd end : m_ends) {
            if (!m_done[static_cast<std::size_t>(end) / 2]) walk(end);
        }
    }

    static void reverse(Chain& chain) {
        std::ranges::reverse(chain.points);
        std::ranges::reverse(chain.flags);
        std::swap(chain.first, chain.last);
        std::swap(chain.left, chain.right);
        std::swap(chain.left_cell, chain.right_cell);
    }

    // Makes direction, start and order of the chains independent of the order of the edges.
    void order_chains() {
        const auto less = [](const MeshVertex& p, const MeshVertex& q) { return p.output < q.output; };
        for (Chain& chain : m_network.chains) {
            auto& points = chain.points;
            if (chain.first < 0) {
                points.pop_back();
                const auto start = std::ranges::min_element(points, less) - points.begin();
                std::ranges::rotate(points, points.begin() + start);
                std::ranges::rotate(chain.flags, chain.flags.begin() + start);
                points.push_back(points.front());
            }
            const bool closed = chain.first == chain.last;
            if (closed ? less(points[points.size() - 2], points[1]) : less(points.back(), points.front()))
                reverse(chain);
        }
        std::ranges::sort(m_network.chains, {},
                          [](const Chain& c) { return std::tuple(c.points[0].output, c.points[1].output); });
    }

    void make_nodes() {
        std::vector<std::int32_t> node_of(m_mesh.vertices.size(), -1);
        auto& nodes = m_network.nodes;
        for (std::size_t c = 0; c < m_network.chains.size(); ++c) {
            Chain& chain = m_network.chains[c];
            if (chain.first < 0) continue;
            for (const bool backward : {false, true}) {
                std::int32_t& end = backward ? chain.last : chain.first;
                std::int32_t& node = node_of[static_cast<std::size_t>(end)];
                if (node < 0) {
                    node = static_cast<std::int32_t>(nodes.size());
                    nodes.push_back({m_mesh.vertices[static_cast<std::size_t>(end)], {}});
                }
                end = node;
                nodes[static_cast<std::size_t>(node)].out.push_back(static_cast<Half>(2 * c + (backward ? 1 : 0)));
            }
        }
        for (Node& node : nodes) {
            std::ranges::sort(node.out, [&](Half p, Half q) {
                return counter_clockwise_before(node.at.output, m_network.point(p, 1).output,
                                                m_network.point(q, 1).output);
            });
            for (std::size_t i = 0; i < node.out.size(); ++i) {
                const Half after = node.out[(i + 1) % node.out.size()];
                if (m_network.left(node.out[i]) != m_network.left(after ^ 1)) {
                    fail(node.at, msg("the cells around a vertex of the mesh do not agree"));
                }
            }
        }
    }

    const Mesh& m_mesh;
    const std::vector<std::int32_t>& m_plan;
    std::vector<std::size_t> m_first;
    std::vector<EdgeEnd> m_ends;
    std::vector<bool> m_done;
    Network m_network;
};

}  // namespace

// Coming along h with the left hand on the grid, the same wedge of the grid ends at the neighbour clockwise of the way
// back.
Half Network::next(Half h) const {
    const std::int32_t at = to(h);
    if (at < 0) return h;
    const auto& out = nodes[static_cast<std::size_t>(at)].out;
    const auto i = static_cast<std::size_t>(std::ranges::find(out, h ^ 1) - out.begin());
    return out[(i + out.size() - 1) % out.size()];
}

Network build_network(const Mesh& mesh, const std::vector<std::int32_t>& plan) {
    return Builder(mesh, plan).build();
}

}  // namespace grid
