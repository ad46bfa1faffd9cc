#include "libgrid/layer/exact_parts.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "libgrid/core/count.hpp"

namespace grid {

namespace {

/// Vertices as bits.
using Set = std::uint32_t;

constexpr std::int64_t most_steps = 20'000'000;

std::int32_t lowest(Set set) {
    return std::countr_zero(set);
}

class Search {
public:
    Search(const Mesh& mesh, const CellWishes& wishes, const Limits& limits) : m_limits(limits) {
        std::vector<std::int32_t> vertex(mesh.cells.size(), -1);
        for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
            const bool is_dedicated = mesh.cells[c].dedicated >= 0 && wishes.is_released[c] == 0;
            if (is_dedicated || wishes.lock[c] >= 0 || wishes.is_left_over[c] != 0) continue;
            vertex[c] = static_cast<std::int32_t>(m_cell.size());
            m_cell.push_back(c);
            m_households.push_back(mesh.cells[c].households);
        }
        m_is_small = m_cell.size() <= most_exact_cells;
        if (!m_is_small) return;
        m_around.assign(m_cell.size(), 0);
        m_group.assign(m_cell.size(), 0);
        m_against.assign(m_cell.size(), 0);
        m_length.assign(m_cell.size(), std::vector<double>(m_cell.size(), 0));
        for (const MeshEdge& edge : mesh.edges) {
            if (edge.left == no_cell || edge.right == no_cell || (edge.flags & edge_hard) != 0) continue;
            const std::int32_t one = vertex[static_cast<std::size_t>(edge.left)];
            const std::int32_t other = vertex[static_cast<std::size_t>(edge.right)];
            if (one < 0 || other < 0 || one == other) continue;
            m_around[at(one)] |= bit(other);
            m_around[at(other)] |= bit(one);
            m_length[at(one)][at(other)] += edge.length_m * static_cast<double>(edge.factor);
            m_length[at(other)][at(one)] += edge.length_m * static_cast<double>(edge.factor);
        }
        std::map<std::int32_t, Set> sets;
        for (std::size_t v = 0; v < m_cell.size(); ++v) {
            if (wishes.set[m_cell[v]] >= 0) sets[wishes.set[m_cell[v]]] |= bit(static_cast<std::int32_t>(v));
        }
        for (const auto& [number, set] : sets) {
            for (Set left = set; left != 0; left &= left - 1)
                m_group[at(lowest(left))] = set;
        }
        for (const ApartCells& pair : wishes.apart) {
            const std::int32_t one = vertex[static_cast<std::size_t>(pair.one)];
            const std::int32_t other = vertex[static_cast<std::size_t>(pair.other)];
            if (one < 0 || other < 0) continue;
            m_against[at(one)] |= bit(other);
            m_against[at(other)] |= bit(one);
        }
    }

    std::optional<std::vector<std::int32_t>> find(std::int32_t parts, std::size_t cells) {
        if (!m_is_small || parts < 1 || static_cast<std::size_t>(parts) > m_cell.size()) return std::nullopt;
        divide(bit(static_cast<std::int32_t>(m_cell.size())) - 1, parts);
        if (m_best.empty() || m_steps > most_steps) return std::nullopt;
        std::vector<std::int32_t> result(cells, -1);
        for (std::size_t p = 0; p < m_best.size(); ++p) {
            for (Set left = m_best[p]; left != 0; left &= left - 1)
                result[m_cell[at(lowest(left))]] = static_cast<std::int32_t>(p);
        }
        return result;
    }

private:
    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
    static Set bit(std::int32_t v) { return Set{1} << static_cast<unsigned>(v); }

    /// Divides what is left into so many parts; the first of them has its lowest vertex.
    void divide(Set left, std::int32_t parts) {
        if (parts == 1) {
            if (is_part(left) && is_connected(left)) take(left);
            return;
        }
        const std::int32_t first = lowest(left);
        grow(left, bit(first), m_around[at(first)] & left, left & ~bit(first), parts);
    }

    /// All connected parts of `left` that have `part` and, besides, only of `open`; `beside`: what touches `part`.
    void grow(Set left, Set part, Set beside, Set open, std::int32_t parts) {
        if (++m_steps > most_steps) return;
        const Set rest = left & ~part;
        if (std::popcount(rest) < parts - 1) return;
        if (is_part(part)) {
            m_parts.push_back(part);
            divide(rest, parts - 1);
            m_parts.pop_back();
        }
        for (Set next = beside & open; next != 0; next &= next - 1) {
            const std::int32_t v = lowest(next);
            open &= ~bit(v);  // with it now, or never in this branch
            if ((m_against[at(v)] & part) == 0) grow(left, part | bit(v), beside | m_around[at(v)], open, parts);
        }
    }

    /// Whether it has whole sets only, and no two that are to be apart.
    [[nodiscard]] bool is_part(Set part) const {
        for (Set left = part; left != 0; left &= left - 1) {
            const auto v = at(lowest(left));
            if ((m_group[v] & ~part) != 0 || (m_against[v] & part) != 0) return false;
        }
        return true;
    }

    [[nodiscard]] bool is_connected(Set part) const {
        Set reached = part & (~part + 1);
        for (Set grown = reached; grown != 0;) {
            const Set more = m_around[at(lowest(grown))] & part & ~reached;
            grown = (grown & (grown - 1)) | more;
            reached |= more;
        }
        return reached == part;
    }

    void take(Set last) {
        m_parts.push_back(last);
        std::pair<Count, double> cost{0, 0};  // households beyond the limits, border
        for (const Set part : m_parts) {
            Count sum = 0;
            for (Set left = part; left != 0; left &= left - 1) {
                const auto v = at(lowest(left));
                sum += m_households[v];
                for (std::size_t u = 0; u < v; ++u)
                    cost.second += (part & bit(static_cast<std::int32_t>(u))) == 0 ? m_length[v][u] : 0;
            }
            cost.first += std::max<Count>({0, m_limits.lower - sum, sum - m_limits.upper});
        }
        if (m_best.empty() || cost < m_least) {
            m_best = m_parts;
            m_least = cost;
        }
        m_parts.pop_back();
    }

    Limits m_limits;
    bool m_is_small = false;
    std::vector<std::size_t> m_cell;  ///< by vertex
    std::vector<Count> m_households;
    std::vector<Set> m_around;
    std::vector<Set> m_group;    ///< its set of cells; 0: it is in none
    std::vector<Set> m_against;  ///< those that it is to be apart from
    std::vector<std::vector<double>> m_length;
    std::int64_t m_steps = 0;
    std::vector<Set> m_parts;  ///< of the branch
    std::vector<Set> m_best;
    std::pair<Count, double> m_least;
};

}  // namespace

std::optional<std::vector<std::int32_t>> exact_parts(const Mesh& mesh, const CellWishes& wishes, std::int32_t parts,
                                                     const Limits& limits) {
    return Search(mesh, wishes, limits).find(parts, mesh.cells.size());
}

}  // namespace grid
