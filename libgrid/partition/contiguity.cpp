// Whether a part stays connected when a vertex leaves it. The neighbours of the vertex in its part are first tied
// together through each other and through vertices at distance two (O(degree), the test of King, Jacobson and Sewell
// 2012 without an embedding); only if that does not settle it is the part searched, from two sides at once where there
// are two groups, from all of several, so that the work is bounded by the smaller side.

#include <algorithm>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/partition/state.hpp"

namespace grid::partition {

bool State::can_leave(std::int32_t v) {
    if (size(m_part[v]) <= 1) {
        return false;
    }
    const auto row = m_problem->row(v);
    if (static_cast<std::int32_t>(row.size()) > max_ring_degree) {
        return search_connects_all(v);
    }
    std::uint64_t own = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        own |= static_cast<std::uint64_t>(m_part[row[i].to] == m_part[v]) << i;
    }
    return can_leave(v, own);
}

bool State::can_leave(std::int32_t v, std::uint64_t own) {
    if (size(m_part[v]) <= 1) {
        return false;
    }
    if ((own & (own - 1)) == 0) {
        return true;
    }
    const Problem& g = *m_problem;
    const std::uint64_t* ring = g.ring.data() + g.offsets[v];
    std::uint64_t reached = own & (~own + 1);
    std::uint64_t fresh = reached;
    for (;;) {
        while (fresh != 0) {
            const std::uint64_t grown = ring[__builtin_ctzll(fresh)] & own & ~reached;
            fresh = (fresh & (fresh - 1)) | grown;
            reached |= grown;
        }
        if (reached == own) {
            return true;
        }
        for (std::int32_t i = g.link_offsets[v]; i < g.link_offsets[v + 1] && fresh == 0; ++i) {
            const std::uint64_t tied = g.links[i].neighbours & own;
            if ((tied & reached) != 0 && (tied & ~reached) != 0 && m_part[g.links[i].vertex] == m_part[v]) {
                fresh = tied & ~reached;
            }
        }
        if (fresh == 0) {
            return search_connects(v, own, reached);
        }
        reached |= fresh;
    }
}

std::uint32_t State::next_stamp() {
    if (m_clock >= 0xfffffff0U) {
        std::fill(m_stamp.begin(), m_stamp.end(), 0);
        m_clock = 0;
    }
    m_clock += 2;
    return m_clock;
}

/// Searches the part of `v` without `v` from the neighbours `reached` and from one of the others in turns. If the two
/// searches meet, what is left goes on with both together.
bool State::search_connects(std::int32_t v, std::uint64_t own, std::uint64_t reached) {
    const Problem& g = *m_problem;
    const auto row = g.row(v);
    const std::int32_t p = m_part[v];
    if ((own & ~reached & ((own & ~reached) - 1)) != 0) {
        // Several groups may be left: tie the first of them together before searching for it.
        const std::uint64_t* ring = g.ring.data() + g.offsets[v];
        std::uint64_t fresh = own & ~reached;
        fresh &= ~fresh + 1;
        std::uint64_t other = fresh;
        while (fresh != 0) {
            const std::uint64_t grown = ring[__builtin_ctzll(fresh)] & own & ~other;
            fresh = (fresh & (fresh - 1)) | grown;
            other |= grown;
        }
        if ((reached | other) != own) {
            return search_connects_all(v);
        }
    }
    const std::uint32_t stamp = next_stamp();
    m_stamp[v] = stamp;  // belongs to both and is never entered
    for (int side = 0; side < 2; ++side) {
        m_queue[side].clear();
        for (std::uint64_t bits = side == 0 ? reached : own & ~reached; bits != 0; bits &= bits - 1) {
            const std::int32_t u = row[__builtin_ctzll(bits)].to;
            m_stamp[u] = stamp + static_cast<std::uint32_t>(side);
            m_queue[side].push_back(u);
        }
    }
    std::array<std::size_t, 2> head{};
    for (int side = 0;; side ^= 1) {
        if (head[side] == m_queue[side].size()) {
            return false;
        }
        const std::int32_t u = m_queue[side][head[side]++];
        const std::uint32_t mine = stamp + static_cast<std::uint32_t>(side);
        const std::uint32_t theirs = stamp + static_cast<std::uint32_t>(side ^ 1);
        for (const Edge& edge : g.row(u)) {
            if (m_part[edge.to] != p || edge.to == v || m_stamp[edge.to] == mine) {
                continue;
            }
            if (m_stamp[edge.to] == theirs) {
                return true;
            }
            m_stamp[edge.to] = mine;
            m_queue[side].push_back(edge.to);
        }
    }
}

/// Searches the part of `v` without `v` from all neighbours in it at once. Searches that meet go on as one; it ends
/// when all are one, or when one of several has nowhere to go.
bool State::search_connects_all(std::int32_t v) {
    const Problem& g = *m_problem;
    const std::int32_t p = m_part[v];
    const std::uint32_t stamp = next_stamp();
    auto& queue = m_queue[0];
    queue.clear();
    m_stamp[v] = stamp;
    m_group.resize(m_stamp.size());
    m_group[v] = -1;
    for (const Edge& edge : g.row(v)) {
        if (m_part[edge.to] != p) continue;
        m_stamp[edge.to] = stamp;
        m_group[edge.to] = static_cast<std::int32_t>(queue.size());
        queue.push_back(edge.to);
    }
    DisjointSets groups(queue.size());
    std::vector<std::int32_t> waiting(queue.size(), 1);  // by group: of its vertices in the queue
    std::size_t left = queue.size();
    for (std::size_t head = 0; left > 1; ++head) {
        std::int32_t own = groups.find(m_group[queue[head]]);
        for (const Edge& edge : g.row(queue[head])) {
            if (m_part[edge.to] != p || edge.to == v) continue;
            if (m_stamp[edge.to] != stamp) {
                m_stamp[edge.to] = stamp;
                m_group[edge.to] = own;
                queue.push_back(edge.to);
                ++waiting[static_cast<std::size_t>(own)];
                continue;
            }
            const std::int32_t other = groups.find(m_group[edge.to]);
            if (other == own) continue;
            const std::int32_t both = waiting[static_cast<std::size_t>(own)] + waiting[static_cast<std::size_t>(other)];
            groups.unite(own, other);
            own = groups.find(own);
            waiting[static_cast<std::size_t>(own)] = both;
            --left;
        }
        if (--waiting[static_cast<std::size_t>(own)] == 0 && left > 1) return false;
    }
    return true;
}

}  // namespace grid::partition
