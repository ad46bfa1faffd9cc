#include "libgrid/wishes/cell_sets.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

#include "libgrid/core/msg.hpp"

namespace grid {

CellSets::CellSets(const Mesh& mesh, std::vector<char> is_open, std::vector<char> is_busy, Count most,
                   std::uint32_t variant, bool is_loose)
    : m_mesh(mesh),
      m_is_open(std::move(is_open)),
      m_is_busy(std::move(is_busy)),
      m_most(most),
      m_variant(variant),
      m_is_loose(is_loose),
      m_set(mesh.cells.size(), -1) {}

void CellSets::look_around() {
    if (!m_around.empty()) return;
    m_around.resize(m_mesh.cells.size());
    for (const MeshEdge& edge : m_mesh.edges) {
        if (edge.left == no_cell || edge.right == no_cell || edge.left == edge.right) continue;
        if ((edge.flags & edge_hard) != 0) continue;
        m_around[static_cast<std::size_t>(edge.left)].push_back(edge.right);
        m_around[static_cast<std::size_t>(edge.right)].push_back(edge.left);
    }
    for (std::vector<std::int32_t>& around : m_around) {
        std::sort(around.begin(), around.end());
        around.erase(std::unique(around.begin(), around.end()), around.end());
    }
}

std::vector<std::int32_t> CellSets::with_their_sets(const std::vector<std::int32_t>& cells) const {
    std::vector<std::int32_t> all;
    for (const std::int32_t cell : cells) {
        all.push_back(cell);
        if (set_of(cell) < 0) continue;
        const std::vector<std::int32_t>& others = m_sets[static_cast<std::size_t>(set_of(cell))].cells;
        all.insert(all.end(), others.begin(), others.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::optional<std::vector<std::int32_t>> CellSets::missing_link(const std::vector<std::int32_t>& cells) const {
    std::vector<char> is_member(m_mesh.cells.size(), 0);
    for (const std::int32_t cell : cells)
        is_member[static_cast<std::size_t>(cell)] = 1;
    const auto belongs = [&](std::int32_t cell) { return is_member[static_cast<std::size_t>(cell)] != 0; };
    // The cheapest way (Dijkstra) out of the first part, within which nothing costs anything.
    using Step = std::pair<std::int32_t, std::int32_t>;  // cost, cell
    std::priority_queue<Step, std::vector<Step>, std::greater<>> steps;
    std::vector<std::int32_t> came_from(m_mesh.cells.size(), -1);
    std::vector<std::int32_t> cost(m_mesh.cells.size(), std::numeric_limits<std::int32_t>::max());
    std::size_t members_left = cells.size();
    std::int32_t reached = -1;
    cost[static_cast<std::size_t>(cells.front())] = 0;
    steps.emplace(0, cells.front());
    while (!steps.empty() && reached < 0) {
        const auto [so_far, cell] = steps.top();
        steps.pop();
        if (so_far > cost[static_cast<std::size_t>(cell)]) continue;
        if (belongs(cell)) {
            --members_left;
            if (so_far > 0) reached = cell;
        }
        for (const std::int32_t next : m_around[static_cast<std::size_t>(cell)]) {
            if (m_is_open[static_cast<std::size_t>(next)] == 0) continue;
            const std::int32_t there = so_far + (belongs(next) ? (so_far == 0 ? 0 : 1) : cost_of(next));
            if (there >= cost[static_cast<std::size_t>(next)]) continue;
            cost[static_cast<std::size_t>(next)] = there;
            came_from[static_cast<std::size_t>(next)] = cell;
            steps.emplace(there, next);
        }
    }
    if (reached < 0) return members_left == 0 ? std::optional(std::vector<std::int32_t>{}) : std::nullopt;
    std::vector<std::int32_t> way;
    for (std::int32_t cell = reached; !belongs(cell) || way.empty(); cell = came_from[static_cast<std::size_t>(cell)])
        way.push_back(cell);
    return way;
}

/// What a cell costs on a way: much if another set has it, and if it is busy; in other variants less so, and each cell
/// something from 1 to 8 (by SplitMix64).
std::int32_t CellSets::cost_of(std::int32_t cell) const {
    constexpr std::int32_t of_busy = 100;
    constexpr std::int32_t of_set = 10000;
    std::int32_t cost = 1;
    if (m_variant > 0) {
        std::uint64_t z = (static_cast<std::uint64_t>(m_variant) << 32U) + static_cast<std::uint64_t>(cell) + 1;
        z *= 0x9e3779b97f4a7c15ULL;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        cost += static_cast<std::int32_t>((z ^ (z >> 31U)) & 7U);
    }
    if (m_is_busy[static_cast<std::size_t>(cell)] != 0 && m_variant % 3 == 0) cost += of_busy;
    if (set_of(cell) >= 0 && m_variant % 3 < 2) cost += of_set;
    return cost;
}

std::optional<Message> CellSets::join(const std::vector<std::int32_t>& cells, std::int32_t label) {
    look_around();
    std::vector<std::int32_t> all = with_their_sets(cells);
    while (!m_is_loose) {
        std::optional<std::vector<std::int32_t>> link = missing_link(all);
        if (!link) return msg("hard barriers, locked grids, dedicated areas or water lie between its parts");
        if (link->empty()) break;
        m_has_links = true;
        link->insert(link->end(), all.begin(), all.end());
        all = with_their_sets(*link);
    }
    Count households = 0;
    for (const std::int32_t cell : all) {
        households += m_mesh.cells[static_cast<std::size_t>(cell)].households;
        const std::int32_t set = set_of(cell);
        const std::int32_t other = set < 0 ? -1 : m_sets[static_cast<std::size_t>(set)].label;
        if (other < 0) continue;
        if (label >= 0 && other != label) return msg("it is tied to what is pinned to another grid");
        label = other;
    }
    if (m_most > 0 && households > m_most && all.size() > 1)
        return msg(
            "it has {} households, with what lies between its parts and what it is tied to, and a grid "
            "may have {}",
            households / count_scale, m_most / count_scale);
    for (const std::int32_t cell : all) {
        if (set_of(cell) >= 0) m_sets[static_cast<std::size_t>(set_of(cell))] = {};
    }
    for (const std::int32_t cell : all)
        m_set[static_cast<std::size_t>(cell)] = static_cast<std::int32_t>(m_sets.size());
    m_sets.push_back({std::move(all), label});
    return std::nullopt;
}

std::vector<std::int32_t> CellSets::take(std::int32_t& count) const {
    std::vector<std::int32_t> number(m_sets.size(), -1);
    std::vector<std::int32_t> result;
    count = 0;
    for (const std::int32_t set : m_set) {
        if (set >= 0 && number[static_cast<std::size_t>(set)] < 0) number[static_cast<std::size_t>(set)] = count++;
        result.push_back(set < 0 ? -1 : number[static_cast<std::size_t>(set)]);
    }
    return result;
}

}  // namespace grid
